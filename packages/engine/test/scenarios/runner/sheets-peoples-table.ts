import type { OwnersTab, SheetsWorkbench } from '../../../src/adapters/sheets/sheets-workbench.ts';
import { must } from '../../../src/errors/assert.ts';
import type { Cell, Cells } from '../../../src/model/cell.ts';
import type { CellType } from '../../../src/model/cell-type.ts';
import {
  emptyAsNull,
  findOne,
  instant,
  type PeoplesTable,
  type TableShapeOfRole,
} from './peoples-table.ts';

export interface SheetsPeoplesTable extends PeoplesTable {
  readonly tab: OwnersTab;
}

/** A new spreadsheet with a header, in which people type and delete rows. */
export async function sheetsPeoplesTable(
  workbench: SheetsWorkbench,
  title: string,
  { fields }: TableShapeOfRole,
  rows?: number,
): Promise<SheetsPeoplesTable> {
  const names = fields.map(({ name }) => name);
  const tab = await workbench.open([names], { title, ...(rows === undefined ? {} : { rows }) });
  const present = async () => {
    const [, ...lines] = await tab.values();
    return lines
      .map((line, i) => ({ at: i + 2, cells: toCells(fields, line) }))
      .filter(({ cells }) => Object.values(cells).some((cell) => cell !== null));
  };
  const native = (field: string, cell: Cell) =>
    nativeOf(must(fields.find(({ name }) => name === field)?.cellType, field), emptyAsNull(cell));
  return {
    tab,
    ref: tab.ref,
    async add(...rows) {
      const lines = await tab.values();
      const added = rows.map((row) => names.map((name) => native(name, row[name] ?? null)));
      await tab.type(`A${lines.length + 1}`, added);
    },
    async edit(row, set) {
      const { at } = findOne(await present(), row);
      for (const [field, cell] of Object.entries(set)) {
        const column = String.fromCharCode(65 + names.indexOf(field));
        await tab.type(`${column}${at}`, [[native(field, cell)]]);
      }
    },
    async remove(row) {
      const { at } = findOne(await present(), row);
      const { sheetId } = tab.ref;
      const range = { sheetId, dimension: 'ROWS', startIndex: at - 1, endIndex: at };
      await tab.batchUpdate({ deleteDimension: { range } });
    },
    async reverse() {
      const [, ...lines] = await tab.values();
      await tab.type('A2', lines.map((line) => names.map((_, i) => line[i] ?? '')).reverse());
    },
    rows: async () => (await present()).map(({ cells }) => cells),
  };
}

function toCells(fields: TableShapeOfRole['fields'], line: readonly unknown[]): Cells {
  return Object.fromEntries(
    fields.map(({ name, cellType }, i) => [name, cellOf(cellType, line[i] ?? '')]),
  );
}

const NUMBERS: readonly CellType[] = ['integer', 'decimal'];
const TIMES: readonly CellType[] = ['date', 'datetime'];

const DAY_MS = 86_400_000;
/** Dates are days since then, in the zone of the spreadsheet. It is UTC here. */
const FIRST_DAY_MS = Date.UTC(1899, 11, 30);

/** What is typed into a cell; a text that is no number or date stays one. */
function nativeOf(type: CellType, cell: Cell): unknown {
  if (cell === null) return '';
  if (Array.isArray(cell)) return cell.join(', ');
  const time = Date.parse(String(cell));
  if (TIMES.includes(type) && !Number.isNaN(time)) return (time - FIRST_DAY_MS) / DAY_MS;
  const isNumber = NUMBERS.includes(type) && Number.isFinite(Number(cell));
  return isNumber ? Number(cell) : cell;
}

function cellOf(type: CellType, value: unknown): Cell {
  if (value === '') return null;
  if (type === 'enum-set' || type === 'relation') return String(value).split(', ').sort();
  if (TIMES.includes(type) && typeof value === 'number') {
    const iso = new Date(Math.round(FIRST_DAY_MS + value * DAY_MS)).toISOString();
    return type === 'date' ? iso.slice(0, 10) : instant(iso);
  }
  return typeof value === 'boolean' ? value : String(value);
}
