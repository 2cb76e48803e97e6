import path from 'node:path';
import { LOCAL_DATABASES, type LocalPostgres } from './local-postgres.ts';
import { startNeonEndpoint } from './start-neon-endpoint.ts';
import { startWireServer } from './start-wire-server.ts';

/** Where an embedded server keeps its data and listens. */
export interface EmbeddedPostgresOptions {
  readonly home: string;
  readonly host: string;
  /** 0 picks a free port. */
  readonly wirePort: number;
  /** 0 picks a free port. */
  readonly neonPort: number;
  readonly password: string;
}

/**
 * PGlite behind the wire port and, through the wire port, the Neon endpoint: both take turns on the same session.
 * What was answered survives a kill of the process (PGlite writes its log before it answers, without fsync, so
 * not a power failure).
 */
export async function startPglitePostgres(
  options: EmbeddedPostgresOptions,
): Promise<LocalPostgres> {
  const { host, password } = options;
  const wire = await startWireServer({
    host,
    port: options.wirePort,
    password,
    databases: LOCAL_DATABASES,
    directory: path.join(options.home, 'postgres'),
  });
  const upstream = { host, port: wire.port };
  const neon = await startNeonEndpoint({ host, port: options.neonPort, upstream });
  await wire.open(LOCAL_DATABASES[0]);
  return {
    urlOf: (database) => `postgres://postgres:${password}@${host}:${wire.port}/${database}`,
    neonEndpoint: neon.url,
    async close() {
      await neon.close();
      await wire.close();
    },
  };
}
