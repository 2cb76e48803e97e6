import { isChittySyncError } from '../../errors/chittysync-error.ts';
import type {
  AdapterEnvironment,
  ConnectionReport,
  Credential,
  SystemAdapter,
} from '../adapter.ts';
import { applyWrites } from './apply-writes.ts';
import { createTable } from './create-table.ts';
import { describeTable } from './describe-table.ts';
import { listTables } from './list-tables.ts';
import { lookUpRows } from './look-up-rows.ts';
import { withQuotaWaits } from './quota-waits.ts';
import { readRows } from './read-rows.ts';
import { parseServiceAccountKey } from './service-account-key.ts';
import { createSheetPlaces } from './sheet-places.ts';
import { createSheetsClient, type SheetsClient } from './sheets-client.ts';

/**
 * Google Sheets through the account of a service.
 * @throws CS_CREDENTIAL_INVALID with `details.part`
 */
export function createSheetsAdapter(
  credential: Credential,
  environment: AdapterEnvironment,
): SystemAdapter {
  const key = parseServiceAccountKey(credential);
  const client = createSheetsClient(key, environment);
  const waiting = withQuotaWaits(client, environment);
  const places = createSheetPlaces(waiting, environment);
  return {
    check: () => check(client, key.clientEmail),
    listTables: () => listTables(waiting),
    describeTable: (ref) => describeTable(waiting, places, ref),
    createTable: (table) => createTable(waiting, places, environment, table),
    readPage: (table, cursor) => readRows(waiting, places, table, cursor),
    lookUp: (table, externalIds) => lookUpRows(waiting, places, table, externalIds),
    applyWrites: (table, writes) => applyWrites(client, environment, table, writes),
  };
}

/** One token and one cheap call. */
async function check(client: SheetsClient, account: string): Promise<ConnectionReport> {
  try {
    await client.listSpreadsheets(1);
    return { ok: true, account, problems: [] };
  } catch (error) {
    if (!isChittySyncError(error)) throw error;
    return { ok: false, account: null, problems: [error.message] };
  }
}
