import { isChittySyncError } from '../../errors/chittysync-error.ts';
import type { ConnectionReport } from '../adapter.ts';
import { readCatalogueStatement } from './run-statements.ts';
import type { SqlClient } from './sql-client.ts';

/** The oldest release that has every catalogue column and function that the statements use. */
const VERSION_MIN = 130_000;

/** Who the credential is, and what would keep it from syncing. */
export async function checkConnection(client: SqlClient): Promise<ConnectionReport> {
  try {
    const { rows } = await readCatalogueStatement(client, {
      text: `SELECT current_user, current_setting('server_version_num'), pg_is_in_recovery()::text`,
      params: [],
    });
    const [account = null, version = null, isReplica = null] = rows[0] ?? [];
    const tooOld = Number(version) < VERSION_MIN;
    const problems = [
      ...(tooOld ? ['the server is older than PostgreSQL 13'] : []),
      ...(isReplica === 'true' ? ['the server is a replica, which cannot be written'] : []),
    ];
    return { ok: !tooOld, account, problems };
  } catch (error) {
    if (!isChittySyncError(error)) throw error;
    return { ok: false, account: null, problems: [`${error.code}: ${error.message}`] };
  }
}
