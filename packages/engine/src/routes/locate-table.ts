import type { SystemAdapter } from '../adapters/adapter.ts';
import { type ConnectionRow, getConnection } from '../db/connection-store.ts';
import type { TenantDatabase } from '../db/database.ts';
import { type ChittySyncError, isChittySyncError } from '../errors/chittysync-error.ts';
import type { ErrorCode } from '../errors/codes.ts';
import type { TableRef, TableShape } from '../model/system.ts';
import type { AppDeps } from './app-deps.ts';
import { formatPath, type RequestIssue } from './request-issues.ts';

/** A connection and a table as it stands, or what is wrong with them. */
export type Located =
  | {
      readonly ok: true;
      readonly connection: ConnectionRow;
      readonly adapter: SystemAdapter;
      readonly shape: TableShape;
    }
  | { readonly ok: false; readonly issues: readonly RequestIssue[] };

/** Looks the table of the binding at place `i` of a request up. @throws what says nothing about the request */
export async function locateTable(
  deps: AppDeps,
  tenant: TenantDatabase,
  binding: { readonly connectionId: string; readonly table: TableRef },
  i: number,
): Promise<Located> {
  const fault = (member: string, code: ErrorCode, message: string): Located => {
    return { ok: false, issues: [{ path: formatPath(['bindings', i, member]), code, message }] };
  };
  try {
    const connection = await getConnection(tenant, binding.connectionId);
    const ref = deps.catalogue[connection.system].parseTableRef(binding.table);
    if (ref === null) {
      return fault('table', 'CS_INVALID_REQUEST', `does not name a table in ${connection.system}`);
    }
    const { openAdapter } = deps;
    const adapter = await openAdapter(connection);
    return { ok: true, connection, adapter, shape: await adapter.describeTable(ref) };
  } catch (error) {
    if (!isChittySyncError(error)) throw error;
    const member = memberAtFault(error);
    if (member === null) throw error;
    const code = error.code === 'CS_NOT_FOUND' ? 'CS_INVALID_REQUEST' : error.code;
    return fault(member, code, error.message);
  }
}

/** Which member of a binding an error is about; null for what says nothing about the request. */
function memberAtFault(error: ChittySyncError): 'connectionId' | 'table' | null {
  switch (error.code) {
    case 'CS_NOT_FOUND':
    case 'CS_CREDENTIAL_INVALID':
    case 'CS_CREDENTIAL_REFUSED':
      return 'connectionId';
    case 'CS_ACCESS_DENIED':
    case 'CS_TABLE_NOT_FOUND':
    case 'CS_HEADER_DUPLICATE':
    case 'CS_HEADER_MISSING':
      return 'table';
    default:
      return null;
  }
}
