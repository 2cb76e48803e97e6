import type { LocalPostgres } from './local-postgres.ts';
import { startNeonEndpoint } from './start-neon-endpoint.ts';

/** An existing database (`DATABASE_URL`) in the place of every database of the stack; only the endpoint is ours. */
export async function startExternalPostgres(options: {
  readonly url: string;
  readonly host: string;
  /** 0 picks a free port. */
  readonly neonPort: number;
}): Promise<LocalPostgres> {
  const { hostname, port } = new URL(options.url);
  const neon = await startNeonEndpoint({
    host: options.host,
    port: options.neonPort,
    upstream: { host: hostname, port: Number(port || 5432) },
  });
  return { urlOf: () => options.url, neonEndpoint: neon.url, close: () => neon.close() };
}
