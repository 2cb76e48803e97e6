import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { BoundTable } from '../../model/bound-table.ts';
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
import { type Relations, relationsOf, requireRelated } from './relations.ts';
import { wholePagesClient } from './whole-pages.ts';

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
  const opened = new WeakMap<BoundTable, OpenTable>();
  const open = (table: BoundTable): OpenTable => {
    const known = opened.get(table) ?? openTable(client, table);
    opened.set(table, known);
    return known;
  };
  return {
    check: () => check(client),
    listTables: () => listTables(client),
    describeTable: (ref) => describeTable(client, ref),
    createTable: (table) => createTable(client, table),
    readPage: async (table, cursor) => {
      const { client: whole, relations } = open(table);
      const page = await readRows(whole, table, cursor);
      if (page.nextCursor === null) await requireRelated(relations, table);
      return page;
    },
    changes: {
      readChanges: (table, since, cursor) => readChanges(open(table).client, table, since, cursor),
      readRows: (table, externalIds) => readRowsById(open(table).client, table, externalIds),
    },
    lookUp: (table, externalIds) => lookUpRows(client, table, externalIds),
    applyWrites: (table, writes) => {
      const { client: whole, relations } = open(table);
      return applyWrites(whole, environment, table, relations, writes);
    },
  };
}

/** A bound table with what is known of the tables that its relations are to. */
interface OpenTable {
  readonly client: NotionClient;
  readonly relations: Relations;
}

function openTable(client: NotionClient, table: BoundTable): OpenTable {
  const relations = relationsOf(client, table);
  return { client: wholePagesClient(client, table, relations), relations };
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
