import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { AdapterEnvironment } from '../adapter.ts';
import { createNeonClient } from './neon-client.ts';
import { createPgClient } from './pg-client.ts';
import { isNeonHost, type PostgresUrl } from './postgres-url.ts';
import type { SqlClient } from './sql-client.ts';

/**
 * Neon's hosts over HTTP, every other host over TCP.
 * @throws CS_CREDENTIAL_INVALID
 */
export function openSqlClient(url: PostgresUrl, environment: AdapterEnvironment): SqlClient {
  if (!isNeonHost(url.host, environment.neonEndpoint)) return createPgClient(url, environment);
  if (url.password !== '') return createNeonClient(url, environment);
  throw new ChittySyncError('CS_CREDENTIAL_INVALID', 'the URL of a Neon database needs a password');
}
