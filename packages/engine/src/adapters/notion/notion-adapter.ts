import { ChittySyncError } from '../../errors/chittysync-error.ts';
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
import { createNotionClient, type NotionClient } from './notion-client.ts';
import { errorOf } from './notion-errors.ts';
import { readChanges, readRowsById } from './read-changes.ts';
import { readRows } from './read-rows.ts';

/**
 * One Notion connection. `timeoutMs` bounds one HTTP exchange; Notion's own limit is the default.
 * @throws CS_CREDENTIAL_INVALID
 */
export function createNotionAdapter(
  credential: Credential,
  environment: AdapterEnvironment,
  timeoutMs?: number,
): SystemAdapter {
  const client = createNotionClient(tokenOf(credential), environment, timeoutMs);
  return {
    check: () => check(client),
    listTables: () => listTables(client),
    describeTable: (ref) => describeTable(client, ref),
    createTable: (table) => createTable(client, table),
    readPage: (table, cursor) => readRows(client, table, cursor),
    changes: {
      readChanges: (table, since, cursor) => readChanges(client, table, since, cursor),
      readRows: (table, externalIds) => readRowsById(client, table, externalIds),
    },
    lookUp: (table, externalIds) => lookUpRows(client, table, externalIds),
    applyWrites: (table, writes) => applyWrites(client, environment, table, writes),
  };
}

function tokenOf(credential: Credential): string {
  // A token goes into a header, which holds visible ASCII.
  if (credential.kind === 'token' && /^[\x21-\x7e]+$/.test(credential.token)) {
    return credential.token;
  }
  throw new ChittySyncError('CS_CREDENTIAL_INVALID', 'Notion needs a credential {kind: token}');
}

async function check(client: NotionClient): Promise<ConnectionReport> {
  const reply = await client.me();
  if (reply.ok) {
    const { name, bot } = reply.value;
    const account = [name, bot?.workspace_name].filter((part) => typeof part === 'string');
    return { ok: true, account: account.join(', ') || 'Notion bot', problems: [] };
  }
  const { fault } = reply;
  if (fault.kind === 'credential' || fault.kind === 'denied') {
    return { ok: false, account: null, problems: [fault.message] };
  }
  throw errorOf(fault, 'the account');
}
