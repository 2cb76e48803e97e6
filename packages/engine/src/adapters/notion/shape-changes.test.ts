import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FieldSpec } from '../../model/registry-schema.ts';
import { compareShapes } from '../../sync/compare-shapes.ts';
import { notionDefinition } from './notion-definition.ts';
import { startWorkspace, type TestWorkspace } from './notion-workspace.fixture.ts';

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = await startWorkspace();
});
afterAll(() => workspace.close());

const SPECS: readonly FieldSpec[] = [
  { field: 'code', cellType: 'text', required: true },
  { field: 'notes', cellType: 'text', required: false },
  { field: 'status', cellType: 'enum', required: false, options: ['Open', 'Done'] },
];
const MAPS = Object.fromEntries(
  SPECS.map(({ field }) => [field, { column: field, access: 'both' } as const]),
);

/** What an edit of the properties changes, as a run would see it. */
async function changesOf(properties: Record<string, unknown>) {
  const { table, fields } = await workspace.adapter.createTable({
    title: 'Changing',
    key: ['code'],
    fields: SPECS.map(({ field, ...spec }) => ({ name: field, ...spec })),
  });
  const known = fields.map((column) => ({ ...column, field: column.name, mappedAs: column.name }));
  await workspace.api('PATCH', `data_sources/${String(table.dataSourceId)}`, { properties });
  const after = await workspace.adapter.describeTable(table);
  const changes = compareShapes(known, after, MAPS, SPECS, notionDefinition);
  return changes.map(({ column, kind, before, after: is }) => [column, kind, before, is]);
}

it('[AD19] [E12] reports an option that was deleted', async () => {
  expect(await changesOf({ status: { select: { options: [{ name: 'Done' }] } } })).toEqual([
    ['status', 'option-removed', 'Open', null],
  ]);
});

it('[AD19] [E13] reports a property of another type', async () => {
  expect(await changesOf({ notes: { number: {} } })).toEqual([
    ['notes', 'type-altered', 'rich_text', 'number'],
  ]);
});

it('[AD19] reports a property that was removed, and takes a renamed one for what it is', async () => {
  expect(await changesOf({ notes: null })).toEqual([['notes', 'column-gone', 'rich_text', null]]);
  expect(await changesOf({ notes: { name: 'Remarks' } })).toEqual([]);
});
