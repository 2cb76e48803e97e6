import type { SystemDefinition } from '../adapter.ts';
import { postgresCodec } from './codec.ts';
import { columnTraits } from './column-traits.ts';
import { createPostgresAdapter } from './postgres-adapter.ts';
import { POSTGRES_CAPABILITIES } from './postgres-capabilities.ts';
import { parsePostgresUrl } from './postgres-url.ts';
import { parsePostgresRef } from './table-ref.ts';

/** Customers' tables in Postgres: Neon over HTTP, every other server over TCP. */
export const postgresDefinition: SystemDefinition = {
  system: 'postgres',
  capabilities: POSTGRES_CAPABILITIES,
  credentialKinds: ['url'],
  parseTableRef: parsePostgresRef,
  placeOf(ref, credential) {
    const { host, port, database } = parsePostgresUrl(credential);
    const schema = ref.schema ?? 'public';
    return `postgres:${placeHost(host)}:${port}/${database}/${schema}.${ref.name}`;
  },
  codec: postgresCodec,
  traits: columnTraits,
  open: createPostgresAdapter,
};

/** Neon's pooler is another door to the same database. */
function placeHost(host: string): string {
  return host.endsWith('.neon.tech') ? host.replace(/^([^.]+)-pooler\./, '$1.') : host;
}
