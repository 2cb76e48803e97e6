import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type SheetsWorkbench, startWorkbench } from './sheets-workbench.ts';

let bench: SheetsWorkbench;
beforeAll(async () => {
  bench = await startWorkbench();
});
afterEach(() => bench.clearFaults());
afterAll(() => bench.close());

it('describes columns by validation, format and values', async () => {
  const tab = await bench.open([
    ['id', 'done', 'state', 'day', 'price', 'mail', 'sum'],
    [1, true, 'open', 43831, 1.5, 'a@x.org'],
    [2, false, 'shut', 43832, 2, 'b@x.org'],
  ]);
  await tab.type('G2', [['=E2'], ['=E3']], 'USER_ENTERED');
  const column = (index: number) => ({
    sheetId: 7,
    startRowIndex: 1,
    startColumnIndex: index,
    endColumnIndex: index + 1,
  });
  const list = { type: 'ONE_OF_LIST', values: [{ userEnteredValue: 'open' }] };
  const numberFormat = { type: 'DATE', pattern: 'yyyy-mm-dd' };
  await tab.batchUpdate(
    { setDataValidation: { range: column(1), rule: { condition: { type: 'BOOLEAN' } } } },
    { setDataValidation: { range: column(2), rule: { condition: list } } },
    {
      repeatCell: {
        range: column(3),
        cell: { userEnteredFormat: { numberFormat } },
        fields: 'userEnteredFormat.numberFormat',
      },
    },
  );
  const shape = await bench.adapter.describeTable(tab.ref);
  expect(
    shape.fields.map(({ name, nativeType, cellType, writable }) => [
      name,
      nativeType.split('@')[0],
      cellType,
      writable,
    ]),
  ).toEqual([
    ['id', 'AUTOMATIC', 'integer', true],
    ['done', 'BOOLEAN', 'boolean', true],
    ['state', 'ONE_OF_LIST', 'enum', true],
    ['day', 'DATE', 'date', true],
    ['price', 'AUTOMATIC', 'decimal', true],
    ['mail', 'AUTOMATIC', 'email', true],
    ['sum', 'AUTOMATIC', 'decimal', false],
  ]);
  expect(shape.fields[2]?.options).toEqual(['open']);
  expect(shape.keyCandidates[0]).toEqual(['id']);
  expect(shape.title).toBe('Tab');
});
