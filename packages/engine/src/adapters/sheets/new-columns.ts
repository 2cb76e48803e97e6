import type { CellType } from '../../model/cell-type.ts';
import type { NewTable } from '../adapter.ts';
import type { StructureRequest } from './sheets-client.ts';

/** The grid that Google gives a new tab. */
const GRID_ROWS = 1_000;
const GRID_COLUMNS = 26;

interface NumberFormat {
  readonly type: string;
  readonly pattern: string;
}

const TEXT: NumberFormat = { type: 'TEXT', pattern: '@' };

/** A truth value and a decimal need no format. A checkbox would fill its column with FALSE. */
const FORMATS: Readonly<Partial<Record<CellType, NumberFormat>>> = {
  text: TEXT,
  url: TEXT,
  email: TEXT,
  phone: TEXT,
  'date-range': TEXT,
  json: TEXT,
  enum: TEXT,
  'enum-set': TEXT,
  relation: TEXT,
  integer: { type: 'NUMBER', pattern: '0' },
  date: { type: 'DATE', pattern: 'yyyy-mm-dd' },
  datetime: { type: 'DATE_TIME', pattern: 'yyyy-mm-dd hh:mm:ss' },
};

/** The grid of a new table: the header stays in view. */
export function newGrid(table: NewTable) {
  return {
    rowCount: GRID_ROWS,
    columnCount: Math.max(GRID_COLUMNS, table.fields.length),
    frozenRowCount: 1,
  };
}

/** What gives an empty tab the header, formats and dropdowns of a table. */
export function columnRequests(sheetId: number, table: NewTable): StructureRequest[] {
  const header: StructureRequest = {
    updateCells: {
      start: { sheetId, rowIndex: 0, columnIndex: 0 },
      rows: [
        {
          values: table.fields.map(({ name }) => ({
            userEnteredValue: { stringValue: name },
          })),
        },
      ],
      fields: 'userEnteredValue',
    },
  };
  const columns = table.fields.flatMap(({ cellType, options }, column) => {
    const range = {
      sheetId,
      startRowIndex: 1,
      startColumnIndex: column,
      endColumnIndex: column + 1,
    };
    const numberFormat = FORMATS[cellType];
    const requests: StructureRequest[] = [];
    if (numberFormat !== undefined) {
      requests.push({
        repeatCell: {
          range,
          cell: { userEnteredFormat: { numberFormat } },
          fields: 'userEnteredFormat.numberFormat',
        },
      });
    }
    if (cellType === 'enum' && options !== undefined && isList(options)) {
      requests.push({ setDataValidation: { range, rule: dropdown(options) } });
    }
    return requests;
  });
  return [header, ...columns];
}

/** Google would take an option that begins like this for a formula, or eat the apostrophe. */
function isList(options: readonly string[]): boolean {
  return options.length > 0 && !options.some((option) => /^[=+']/.test(option));
}

function dropdown(options: readonly string[]) {
  return {
    condition: {
      type: 'ONE_OF_LIST',
      values: options.map((option) => ({ userEnteredValue: option })),
    },
    strict: true,
    showCustomUi: true,
  };
}
