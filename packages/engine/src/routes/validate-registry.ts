import type { ConnectionRow } from '../db/connection-store.ts';
import type { TenantDatabase } from '../db/database.ts';
import { parseRegistrySchema } from '../model/registry-schema.ts';
import type { TableRef } from '../model/system.ts';
import { bindTable } from '../sync/bind-table.ts';
import type { AppDeps } from './app-deps.ts';
import type { RegistryDraft } from './contract/registry.ts';
import { locateTable } from './locate-table.ts';
import { declarationIssues } from './registry-declaration.ts';
import { formatPath, invalidRequest } from './request-issues.ts';

type BindingDraft = RegistryDraft['bindings'][number];

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
