import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FieldSpec } from '../../model/registry-schema.ts';
import { compareShapes } from '../../sync/compare-shapes.ts';
import { sheetsDefinition } from './sheets-definition.ts';
import { type OwnersTab, type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterAll(() => bench.close());

const SPECS: readonly FieldSpec[] = [
  { field: 'id', cellType: 'text', required: true },
  { field: 'price', cellType: 'decimal', required: false },
];
const MAPS = {
  id: { column: 'id', access: 'both' },
  price: { column: 'price', access: 'both' },
} as const;

/** What a person's act on a tab changes, as a run would see it. */
async function changesOf(act: (tab: OwnersTab) => Promise<void>) {
  const tab = await bench.open([
    ['id', 'price', 'note'],
    ['A', 1.5, 'first'],
    ['B', 2, 'second'],
  ]);
  const before = await bench.adapter.describeTable(tab.ref);
  const known = before.fields
    .filter(({ name }) => name !== 'note')
    .map((column) => ({ ...column, field: column.name, mappedAs: column.name }));
  await act(tab);
  const after = await bench.adapter.describeTable(tab.ref);
  const changes = compareShapes(known, after, MAPS, SPECS, sheetsDefinition);
  return changes.map(({ column, kind }) => [column, kind]);
}

it('[F13] reports a header that was renamed: nothing else tells the column', async () => {
  expect(await changesOf((tab) => tab.type('B1', [['Price']]))).toEqual([['price', 'column-gone']]);
});

it('[AD19] [F16] reports every column when the header row is gone', async () => {
  const range = { sheetId: 7, dimension: 'ROWS', startIndex: 0, endIndex: 1 };
  expect(await changesOf((tab) => tab.batchUpdate({ deleteDimension: { range } }))).toEqual([
    ['id', 'column-gone'],
    ['price', 'column-gone'],
  ]);
});

it('[F15] [F16] takes a renamed tab, and a header row that moved down, for what they are', async () => {
  expect(await changesOf((tab) => tab.rename('Another title'))).toEqual([]);
  const range = { sheetId: 7, dimension: 'ROWS', startIndex: 0, endIndex: 1 };
  const insertDimension = { range, inheritFromBefore: false };
  expect(await changesOf((tab) => tab.batchUpdate({ insertDimension }))).toEqual([]);
});

it('reports no change of format, whatever people type', async () => {
  expect(await changesOf((tab) => tab.type('B2', [['12 %'], ['text']], 'USER_ENTERED'))).toEqual(
    [],
  );
});

it('[AD19] reports a column that became formulas', async () => {
  const formulas = [['=1+1'], ['=2+2']];
  expect(await changesOf((tab) => tab.type('B2', formulas, 'USER_ENTERED'))).toEqual([
    ['price', 'not-writable'],
  ]);
});
