import type { Item } from './item.ts';
import type { Json, Outsider } from './outsider.ts';

/** The items' tab in Google Sheets. */
export interface SheetItems {
  readonly spreadsheetId: string;
  readonly sheetId: number;
}

/** The sheet's own headers, in its own order; no field is where, or named as, another system has it. */
export const SHEET_COLUMNS: Readonly<Record<keyof Item, string>> = {
  mail: 'E-Mail',
  code: 'Item No.',
  title: 'Title',
  price: 'Unit price',
  quantity: 'Quantity',
  tags: 'Tags',
  kind: 'Kind',
  active: 'Active?',
  since: 'Since',
  checked: 'Checked at',
  site: 'Web site',
};
const SHEET_FIELDS = Object.keys(SHEET_COLUMNS) as (keyof Item)[];

/** Makes a spreadsheet in a zone far from UTC, with the header in its second tab. */
export async function createSheetItems(outsider: Outsider): Promise<SheetItems> {
  const { spreadsheetId, sheets } = await outsider.sheets('POST', '/v4/spreadsheets', {
    properties: { title: 'Stock', timeZone: 'Asia/Tokyo' },
    sheets: [{ properties: { title: 'Tab 1' } }, { properties: { title: "Items' list" } }],
  });
  const table = { spreadsheetId, sheetId: sheets[1].properties.sheetId };
  await writeSheet(outsider, table, 'A1', [SHEET_FIELDS.map((field) => SHEET_COLUMNS[field])]);
  return table;
}

export async function addToSheet(
  outsider: Outsider,
  table: SheetItems,
  items: readonly Item[],
): Promise<void> {
  const { length } = await readSheetCells(outsider, table);
  await writeSheet(outsider, table, `A${length + 1}`, items.map(toSheetRow));
}

const DAY_MS = 86_400_000;
const SHEETS_EPOCH_MS = Date.UTC(1899, 11, 30);
const TOKYO_MS = 9 * 3_600_000;

function toSheetRow(each: Item): unknown[] {
  return SHEET_FIELDS.map((field) => {
    if (field === 'tags') return each.tags.join(', ');
    const value = each[field] ?? '';
    if (value === '') return value;
    if (field === 'since') return (Date.parse(String(value)) - SHEETS_EPOCH_MS) / DAY_MS;
    if (field !== 'checked') return value;
    return (Date.parse(String(value)) + TOKYO_MS - SHEETS_EPOCH_MS) / DAY_MS;
  });
}

/** Sets one cell of the item's row, typed in by hand as plain text or a number. */
export async function editSheetCell(
  outsider: Outsider,
  table: SheetItems,
  { code, field, value }: { code: string; field: keyof Item; value: string | number },
): Promise<void> {
  const cells = await readSheetCells(outsider, table);
  const row = cells.findIndex((each) => each[SHEET_FIELDS.indexOf('code')] === code) + 1;
  if (row === 0) throw new Error(`the sheet has no ${code}`);
  const column = String.fromCharCode(65 + SHEET_FIELDS.indexOf(field));
  await writeSheet(outsider, table, `${column}${row}`, [[value]]);
}

async function writeSheet(
  { sheets }: Outsider,
  { spreadsheetId }: SheetItems,
  place: string,
  values: readonly (readonly unknown[])[],
): Promise<void> {
  const range = encodeURIComponent(`'Items'' list'!${place}`);
  const path = `/v4/spreadsheets/${spreadsheetId}/values/${range}?valueInputOption=RAW`;
  await sheets('PUT', path, { values });
}

/** The whole tab, header first: numbers as they are, times as serial numbers. */
export async function readSheetCells(
  { sheets }: Outsider,
  { spreadsheetId }: SheetItems,
): Promise<Json[][]> {
  const range = encodeURIComponent("'Items'' list'");
  const rendering = 'valueRenderOption=UNFORMATTED_VALUE&dateTimeRenderOption=SERIAL_NUMBER';
  const path = `/v4/spreadsheets/${spreadsheetId}/values/${range}?${rendering}`;
  return (await sheets('GET', path)).values ?? [];
}

/** The item that a row of the tab shows. */
export function itemOfRow(row: Json[]): Item {
  const shown = Object.fromEntries(SHEET_FIELDS.map((field, i) => [field, row[i] ?? null]));
  const cell = (field: keyof Item) => (shown[field] === '' ? null : shown[field]);
  const time = (serial: number) => new Date(Math.round(SHEETS_EPOCH_MS + serial * DAY_MS));
  const [since, checked, tags] = [cell('since'), cell('checked'), cell('tags')];
  return {
    code: cell('code'),
    title: cell('title') ?? '',
    quantity: cell('quantity'),
    price: cell('price'),
    active: cell('active') ?? false,
    since: since === null ? null : time(since).toISOString().slice(0, 10),
    checked: checked === null ? null : new Date(time(checked).getTime() - TOKYO_MS).toISOString(),
    kind: cell('kind'),
    tags: tags === null ? [] : tags.split(', ').sort(),
    site: cell('site'),
    mail: cell('mail'),
  };
}
