import { type ConnectionRow, getConnection } from '../db/connection-store.ts';
import type { TenantDatabase } from '../db/database.ts';
import { type ChittySyncError, isChittySyncError } from '../errors/chittysync-error.ts';
import type { ErrorCode } from '../errors/codes.ts';
import { parseRegistrySchema } from '../model/registry-schema.ts';
import type { TableRef, TableShape } from '../model/system.ts';
import { bindTable } from '../sync/bind-table.ts';
import type { AppDeps } from './app-deps.ts';
import type { RegistryDraft } from './contract/registry.ts';
import { declarationIssues } from './registry-declaration.ts';
import { formatPath, invalidRequest, type RequestIssue } from './request-issues.ts';

type BindingDraft = RegistryDraft['bindings'][number];

/** The binding's connection and its table as it stands, or what is wrong with them. */
type Located =
  | { readonly ok: true; readonly connection: ConnectionRow; readonly shape: TableShape }
  | { readonly ok: false; readonly issues: readonly RequestIssue[] };

/** A binding whose table was found; `table` is the ref in its canonical form. */
export interface CheckedBinding extends Omit<BindingDraft, 'table'> {
  readonly system: ConnectionRow['system'];
  readonly table: TableRef;
}

/**
 * Checks a registry against itself and against the tables as they stand: all faults at once, by their place
 * in the request. Nothing is stored.
 * @throws CS_INVALID_REQUEST or the code that all faults share; what keeps a table from being looked at
 */
export async function validateRegistry(
  deps: AppDeps,
  tenant: TenantDatabase,
  draft: RegistryDraft,
): Promise<readonly CheckedBinding[]> {
  const parsed = parseRegistrySchema(draft.schema);
  const issues = declarationIssues(draft, parsed, deps.now());
  const located = await Promise.all(
    draft.bindings.map((binding, i) => locateTable(deps, tenant, binding, i)),
  );
  const checked: CheckedBinding[] = [];
  for (const [i, binding] of draft.bindings.entries()) {
    const found = located[i];
    if (found === undefined) continue;
    if (!found.ok) {
      issues.push(...found.issues);
      continue;
    }
    const { connection, shape } = found;
    if (parsed.ok) {
      const definition = deps.catalogue[connection.system];
      const bound = bindTable(binding, parsed.fields, draft.key, shape, definition);
      const faults = bound.ok ? [] : bound.faults;
      for (const { code, field, message } of faults) {
        const path = ['bindings', i, 'fields', ...(field === undefined ? [] : [field])];
        issues.push({ path: formatPath(path), code, message });
      }
    }
    checked.push({ ...binding, system: connection.system, table: shape.table });
  }
  if (issues.length > 0) throw invalidRequest(issues);
  return checked;
}

async function locateTable(
  deps: AppDeps,
  tenant: TenantDatabase,
  binding: BindingDraft,
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
    return { ok: true, connection, shape: await adapter.describeTable(ref) };
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
