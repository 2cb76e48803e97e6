import { sheetsDefinition } from '../../src/adapters/sheets/sheets-definition.ts';
import type { SheetsWorkbench } from '../../src/adapters/sheets/sheets-workbench.ts';
import type { TableRef } from '../../src/model/system.ts';
import { sheetsPeoplesTable } from '../scenarios/runner/sheets-peoples-table.ts';
import type { AdapterOnTrial } from './adapter-on-trial.ts';
import { CONTRACT_TABLE } from './contract-table.ts';

/** The adapter reads 5,000 rows of a tab at once. */
const ROWS_OF_TWO_PAGES = 5_010;

/** A new spreadsheet, whose header a person has typed. */
export async function openSheetsTrial(workbench: SheetsWorkbench): Promise<AdapterOnTrial> {
  const { adapter, credential } = workbench;
  const people = await sheetsPeoplesTable(
    workbench,
    'Contract',
    CONTRACT_TABLE,
    ROWS_OF_TWO_PAGES + 1,
  );
  const columnOf = async (ref: TableRef, wanted: string) => {
    const { fields } = await adapter.describeTable(ref);
    return fields.findIndex(({ name }) => name === wanted);
  };
  return {
    definition: sheetsDefinition,
    credential,
    adapter,
    people,
    parent: { spreadsheetId: people.tab.ref.spreadsheetId },
    rowsOfTwoPages: ROWS_OF_TWO_PAGES,
    unreadable: { field: 'count', cell: '3.5' },
    hands: {
      async renameColumn(ref, from, to) {
        const columnIndex = await columnOf(ref, from);
        const start = { sheetId: ref.sheetId, rowIndex: 0, columnIndex };
        const rows = [{ values: [{ userEnteredValue: { stringValue: to } }] }];
        await people.tab.batchUpdate({ updateCells: { start, rows, fields: 'userEnteredValue' } });
      },
      async dropColumn(name) {
        const { sheetId } = people.tab.ref;
        const startIndex = await columnOf(people.ref, name);
        const range = { sheetId, dimension: 'COLUMNS', startIndex, endIndex: startIndex + 1 };
        await people.tab.batchUpdate({ deleteDimension: { range } });
      },
      async computeColumn(name, number) {
        const column = String.fromCharCode(65 + (await columnOf(people.ref, name)));
        const [, ...rows] = await people.tab.values();
        const formulas = rows.map(() => [`=${number}+0`]);
        await people.tab.type(`${column}2`, formulas, 'USER_ENTERED');
      },
      drop: () => people.tab.delete(),
    },
  };
}
