import type { SystemDefinition } from '../adapters/adapter.ts';
import { draftRegistry } from '../draft/draft-registry.ts';
import type { SampledTable } from '../draft/sampled-table.ts';
import type { BoundField } from '../model/bound-table.ts';
import type { TableShape } from '../model/system.ts';
import type { AppDeps } from './app-deps.ts';
import * as contract from './contract/draft.ts';
import { type Located, locateTable } from './locate-table.ts';
import { newRouter } from './new-router.ts';
import { invalidRequest } from './request-issues.ts';
import { tenantOf } from './tenant-of.ts';

/** Rows of each table that a proposal goes by: those of its first page, as far as this. */
const SAMPLED_ROWS_MAX = 500;

/** `/registries/draft`: proposes a registry over existing tables. */
export function draftRoutes(deps: AppDeps) {
  return newRouter().openapi(contract.draftRegistry, async (c) => {
    const tenant = tenantOf(c, deps.database);
    const { name, bindings } = c.req.valid('json');
    const located = await Promise.all(
      bindings.map((binding, i) => locateTable(deps, tenant, binding, i)),
    );
    const issues = located.flatMap((each) => (each.ok ? [] : each.issues));
    const found = located.filter((each) => each.ok);
    if (issues.length > 0) throw invalidRequest(issues);
    const names = uniqueNames(found.map(({ connection }) => connection.name));
    const tables = await Promise.all(
      found.map((each, i) => sample(each, names[i] ?? '', deps.catalogue[each.connection.system])),
    );
    const { fidelity, notes, ...registry } = draftRegistry(tables);
    const sampledRows = Object.fromEntries(tables.map((table) => [table.name, table.rows.length]));
    return c.json({ registry: { name, ...registry }, fidelity, notes, sampledRows }, 200);
  });
}

async function sample(
  { connection, adapter, shape }: Extract<Located, { ok: true }>,
  name: string,
  definition: SystemDefinition,
): Promise<SampledTable> {
  const fields = readable(shape, definition);
  const idOf = new Map(shape.fields.map((column) => [column.name, column.id]));
  const [candidate = []] = shape.keyCandidates;
  const key = candidate.flatMap((column) => idOf.get(column) ?? []);
  const page = await adapter.readPage({ ref: shape.table, fields, key }, null);
  const rows = page.rows.slice(0, SAMPLED_ROWS_MAX).map(({ cells }) => cells);
  return { name, connectionId: connection.id, ref: shape.table, shape, definition, rows };
}

/** Every column that can be read by its nature, as a field of its own. */
function readable(shape: TableShape, definition: SystemDefinition): BoundField[] {
  return shape.fields.flatMap((column) => {
    if (column.cellType === null) return [];
    const field = { field: column.id, cellType: column.cellType, access: 'read', column } as const;
    return definition.codec(field) === null ? [] : [field];
  });
}

/** Names of bindings, of at most 64 characters. */
function uniqueNames(names: readonly string[]): readonly string[] {
  const taken = new Set<string>();
  return names.map((wanted) => {
    const short = wanted.slice(0, 58).toWellFormed();
    let name = short;
    for (let n = 2; taken.has(name); n++) name = `${short} ${n}`;
    taken.add(name);
    return name;
  });
}
