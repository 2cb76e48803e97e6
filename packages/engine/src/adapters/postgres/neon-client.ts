import { NeonDbError, neon, neonConfig } from '@neondatabase/serverless';
import { ChittySyncError, isChittySyncError } from '../../errors/chittysync-error.ts';
import type { AdapterEnvironment } from '../adapter.ts';
import { errorOfFault, faultOf, unreachable } from './postgres-errors.ts';
import type { PostgresUrl } from './postgres-url.ts';
import type { SqlClient, SqlResult } from './sql-client.ts';

const REQUEST_TIMEOUT_MS = 60_000;
const AS_TEXT = { getTypeParser: () => (value: unknown) => value };

type Fetch = typeof fetch;

/**
 * A Neon database over HTTP: one batch is one POST and one transaction. `environment.fetch`
 * counts it.
 * A response larger than Neon permits is CS_FETCH_INCOMPLETE with `details.reason: 'tooLarge'`.
 */
export function createNeonClient(url: PostgresUrl, environment: AdapterEnvironment): SqlClient {
  return {
    async transaction(statements, options = {}) {
      const status: { last: number | null } = { last: null };
      const counted: Fetch = async (input, init) => {
        const response = await environment.fetch(input, init);
        status.last = response.status;
        return response;
      };
      const sql = neon(connectionString(url), {
        arrayMode: true,
        fullResults: true,
        readOnly: options.readOnly === true,
        isolationLevel: 'ReadCommitted',
        disableWarningInBrowsers: true,
        fetchOptions: { signal: AbortSignal.timeout(REQUEST_TIMEOUT_MS) },
      });
      const queries = statements.map(({ text, params }) =>
        sql.query(text, [...params], { arrayMode: true, fullResults: true, types: AS_TEXT }),
      );
      try {
        const answers = await startWith(environment.neonEndpoint, counted, () =>
          sql.transaction(queries),
        );
        return answers.map(toResult);
      } catch (error) {
        throw translated(error, status.last);
      }
    },
  };
}

/**
 * The driver has its endpoint and its fetch only as global settings, and reads both synchronously
 * when a request starts. They are set for exactly that moment, so that no other user sees them.
 */
function startWith<T>(endpoint: string | undefined, fetchFunction: Fetch, start: () => T): T {
  const before = neonConfig.fetchEndpoint;
  const fetchBefore = neonConfig.fetchFunction;
  if (endpoint !== undefined) neonConfig.fetchEndpoint = endpoint;
  neonConfig.fetchFunction = fetchFunction;
  try {
    return start();
  } finally {
    neonConfig.fetchEndpoint = before;
    neonConfig.fetchFunction = fetchBefore;
  }
}

function connectionString(url: PostgresUrl): string {
  const user = `${encodeURIComponent(url.user)}:${encodeURIComponent(url.password)}`;
  return `postgresql://${user}@${url.host}:${url.port}/${encodeURIComponent(url.database)}`;
}

interface NeonAnswer {
  readonly fields: readonly { readonly name: string }[];
  readonly rows: readonly (readonly unknown[])[];
  readonly rowCount: number | null;
}

function toResult(answer: NeonAnswer): SqlResult {
  return {
    columns: answer.fields.map((field) => field.name),
    rows: answer.rows.map((row) => row.map((value) => (value === null ? null : String(value)))),
    rowCount: answer.rowCount ?? answer.rows.length,
  };
}

function translated(error: unknown, status: number | null): Error {
  const fault = faultOf(error);
  if (fault !== null) return errorOfFault(fault);
  // Other errors of the driver can repeat the connection string.
  if (!(error instanceof NeonDbError)) return unexpected();
  if (isChittySyncError(error.sourceError)) return error.sourceError;
  if (status === 413 || status === 507 || /too large/i.test(error.message)) {
    return new ChittySyncError('CS_FETCH_INCOMPLETE', 'the answer is larger than Neon permits', {
      details: { reason: 'tooLarge' },
    });
  }
  if (status === 401 || status === 403 || /authentication failed/i.test(error.message)) {
    return new ChittySyncError('CS_CREDENTIAL_REFUSED', 'Neon refused the password of the URL');
  }
  if (status === 429) {
    return new ChittySyncError('CS_RATE_LIMITED', 'Neon answered that its quota is used up', {
      retryable: true,
    });
  }
  if (status === 200) return unexpected();
  return unreachable(status === null ? 'connection lost or timed out' : `HTTP status ${status}`);
}

function unexpected(): ChittySyncError {
  return new ChittySyncError('CS_SYSTEM_UNEXPECTED', 'Neon answered in an unknown form');
}
