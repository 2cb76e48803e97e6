import { sheetsDefinition } from '../../src/adapters/sheets/sheets-definition.ts';
import { startWorkbench } from '../../src/adapters/sheets/sheets-workbench.ts';
import type { CountedTable } from './counted-table.ts';

const HEADER = ['code', 'name', 'status', 'amount'];

/** A tab with a header in the Google emulator, which counts. */
export async function countedSheet(): Promise<CountedTable> {
  const bench = await startWorkbench();
  const tab = await bench.open([HEADER]);
  await bench.requestCounts();
  return {
    definition: {
      ...sheetsDefinition,
      open: (_, { now }) => sheetsDefinition.open(bench.credential, { ...bench.environment, now }),
    },
    table: tab.ref,
    setTime: async () => {},
    takeRequests: () => bench.requestCounts(),
    async removeRows(count) {
      const range = { sheetId: tab.ref.sheetId, dimension: 'ROWS', startIndex: 1 };
      await tab.batchUpdate({ deleteDimension: { range: { ...range, endIndex: 1 + count } } });
    },
    close: () => bench.close(),
  };
}
