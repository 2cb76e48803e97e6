import pg from 'pg';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { AdapterEnvironment } from '../adapter.ts';
import { errorOfFault, faultOf, unreachable } from './postgres-errors.ts';
import type { PostgresUrl } from './postgres-url.ts';
import type { SqlClient, SqlResult, SqlStatement } from './sql-client.ts';

const CONNECT_TIMEOUT_MS = 10_000;
/** Guard of the client's side; the server's own statement_timeout is shorter and comes first. */
const QUERY_TIMEOUT_MS = 60_000;

const AS_TEXT = { getTypeParser: () => (value: unknown) => value };

/**
 * Postgres over TCP. Each call opens one connection and closes it before it returns: in a Worker a
 * socket must not outlive the request that opened it. Works in Node and in workerd (nodejs_compat).
 */
export function createPgClient(url: PostgresUrl, environment: AdapterEnvironment): SqlClient {
  return {
    transaction: (statements, options = {}) =>
      withClient(url, environment, async (client) => {
        await client.query(options.readOnly === true ? 'BEGIN READ ONLY' : 'BEGIN');
        const results: SqlResult[] = [];
        for (const statement of statements) results.push(await run(client, statement));
        await client.query('COMMIT');
        return results;
      }),
  };
}

async function withClient<T>(
  url: PostgresUrl,
  environment: AdapterEnvironment,
  work: (client: pg.Client) => Promise<T>,
): Promise<T> {
  environment.countRequest();
  const client = new pg.Client({
    host: url.host,
    port: url.port,
    database: url.database,
    user: url.user,
    // As a function, so that an absent password is not taken from this process' environment.
    password: () => url.password,
    ssl: url.tls === 'none' ? false : { rejectUnauthorized: url.tls === 'verify' },
    application_name: 'chittysync',
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    query_timeout: QUERY_TIMEOUT_MS,
  });
  // A connection that is lost also rejects the query in flight, which is where it is reported.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await work(client);
  } catch (error) {
    throw translated(error);
  } finally {
    // The server rolls back what was not committed when the connection ends.
    await client.end();
  }
}

async function run(client: pg.Client, statement: SqlStatement): Promise<SqlResult> {
  const result = await client.query({
    text: statement.text,
    values: [...statement.params],
    rowMode: 'array',
    types: AS_TEXT,
  });
  return {
    columns: result.fields.map((field) => field.name),
    rows: result.rows,
    rowCount: result.rowCount ?? result.rows.length,
  };
}

function translated(error: unknown): Error {
  const fault = faultOf(error);
  if (fault !== null) return errorOfFault(fault);
  const message = error instanceof Error ? error.message : '';
  if (/does not support SSL/i.test(message)) {
    return new ChittySyncError(
      'CS_CREDENTIAL_INVALID',
      'the Postgres server does not offer TLS, which the sslmode of the URL asks for',
    );
  }
  if (/password must be a string|SASL/i.test(message)) {
    return new ChittySyncError('CS_CREDENTIAL_REFUSED', 'Postgres refused the password of the URL');
  }
  if (error instanceof TypeError || error instanceof RangeError) return error;
  const code = (error as { code?: unknown } | null)?.code;
  return unreachable(typeof code === 'string' ? code : 'connection lost or timed out');
}
