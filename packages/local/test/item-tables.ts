import type { Json, Outsider } from './outsider.ts';

/** One item, as any of the three systems shows it: every cell type once. */
export interface Item {
  readonly code: string;
  readonly title: string;
  readonly quantity: number | null;
  readonly price: number | null;
  readonly active: boolean;
  readonly since: string | null;
  /** ISO 8601 in UTC, whole minutes: Notion keeps no seconds. */
  readonly checked: string | null;
  readonly kind: string | null;
  readonly tags: readonly string[];
  readonly site: string | null;
  readonly mail: string | null;
}

/** Where the three tables of items are. */
export interface ItemTables {
  readonly notion: { readonly dataSourceId: string };
  readonly postgres: { readonly schema: string; readonly name: string };
  readonly sheets: { readonly spreadsheetId: string; readonly sheetId: number };
}

const KINDS = ['tool', 'Ersatzteil', 'プロ'];
const TAGS = ['new', 'très cher', '🔥'];

export const ITEM_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  properties: {
    code: { type: 'string', minLength: 1 },
    title: { type: 'string' },
    quantity: { type: 'integer' },
    price: { type: 'number' },
    active: { type: 'boolean' },
    since: { type: 'string', format: 'date' },
    checked: { type: 'string', format: 'date-time' },
    kind: { type: 'string', enum: KINDS },
    tags: { type: 'array', items: { type: 'string', enum: TAGS } },
    site: { type: 'string', format: 'uri' },
    mail: { type: 'string', format: 'email' },
  },
  required: ['code'],
};

const FIELDS = Object.keys(ITEM_SCHEMA.properties) as (keyof Item)[];

/** The sheet's own headers, in its own order; no field is where, or named as, another system has it. */
const SHEET_COLUMNS: Readonly<Record<keyof Item, string>> = {
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

/** The field maps of the three bindings. */
export const ITEM_FIELD_MAPS = {
  notion: toMap((field) => (field === 'code' ? 'Code' : field)),
  postgres: toMap((field) => field),
  sheets: toMap((field) => SHEET_COLUMNS[field]),
};

function toMap(columnOf: (field: keyof Item) => string) {
  return Object.fromEntries(FIELDS.map((field) => [field, { column: columnOf(field) }]));
}

const EMPTY: Omit<Item, 'code' | 'title'> = {
  ...{ quantity: null, price: null, active: false, since: null, checked: null },
  ...{ kind: null, tags: [], site: null, mail: null },
};

export const item = (code: string, title: string, rest: Partial<Item> = {}): Item => ({
  ...EMPTY,
  code,
  title,
  ...rest,
});

/** Makes an empty table in each system, through that system's own API. */
export async function createItemTables(outsider: Outsider): Promise<ItemTables> {
  const { notion, sheets, sql, stack } = outsider;
  const options = (names: readonly string[]) => ({ options: names.map((name) => ({ name })) });
  const database = await notion(
    'POST',
    '/v1/databases',
    {
      parent: { type: 'page_id', page_id: stack.notion.rootPageId },
      title: [{ type: 'text', text: { content: 'Items' } }],
      initial_data_source: {
        properties: {
          title: { title: {} },
          Code: { rich_text: {} },
          quantity: { number: {} },
          price: { number: { format: 'euro' } },
          active: { checkbox: {} },
          since: { date: {} },
          checked: { date: {} },
          kind: { select: options(KINDS) },
          tags: { multi_select: options(TAGS) },
          site: { url: {} },
          mail: { email: {} },
        },
      },
    },
    '2025-09-03',
  );
  await sql(`CREATE TABLE "Odd Items" (
    code varchar(64) PRIMARY KEY, title text, quantity integer, price numeric(14, 4), active boolean,
    since date, checked timestamptz, kind text, tags text[], site text, mail text)`);
  const spreadsheet = await sheets('POST', '/v4/spreadsheets', {
    properties: { title: 'Stock', timeZone: 'Asia/Tokyo' },
    sheets: [{ properties: { title: 'Tab 1' } }, { properties: { title: "Items' list" } }],
  });
  const tables = {
    notion: { dataSourceId: database.data_sources[0].id },
    postgres: { schema: 'public', name: 'Odd Items' },
    sheets: {
      spreadsheetId: spreadsheet.spreadsheetId,
      sheetId: spreadsheet.sheets[1].properties.sheetId,
    },
  };
  await writeSheet(outsider, tables, 'A1', [SHEET_FIELDS.map((field) => SHEET_COLUMNS[field])]);
  return tables;
}

export async function addToNotion(
  { notion }: Outsider,
  tables: ItemTables,
  items: readonly Item[],
) {
  for (const each of items) {
    const parent = { type: 'data_source_id', data_source_id: tables.notion.dataSourceId };
    await notion('POST', '/v1/pages', { parent, properties: notionProperties(each) });
  }
}

/** The properties of a page; texts go in parts of 2,000 characters, as Notion wants them. */
export function notionProperties(each: Partial<Item>): Record<string, unknown> {
  const text = (content: string) =>
    (content.match(/.{1,2000}/gsu) ?? []).map((part) => ({ text: { content: part } }));
  const named = (name: string) => ({ name });
  const make: { readonly [field in keyof Item]: (value: Item[field]) => unknown } = {
    code: (value) => ({ rich_text: text(value) }),
    title: (value) => ({ title: text(value) }),
    quantity: (number) => ({ number }),
    price: (number) => ({ number }),
    active: (checkbox) => ({ checkbox }),
    since: (start) => ({ date: start && { start } }),
    checked: (start) => ({ date: start && { start } }),
    kind: (value) => ({ select: value && named(value) }),
    tags: (value) => ({ multi_select: value.map(named) }),
    site: (url) => ({ url }),
    mail: (email) => ({ email }),
  };
  return Object.fromEntries(
    Object.entries(each).map(([field, value]) => [
      field === 'code' ? 'Code' : field,
      (make[field as keyof Item] as (value: unknown) => unknown)(value),
    ]),
  );
}

export async function addToPostgres({ sql }: Outsider, items: readonly Item[]): Promise<void> {
  for (const each of items) {
    const places = FIELDS.map((_, i) => `$${i + 1}`);
    const values = FIELDS.map((field) => (field === 'tags' ? [...each.tags] : each[field]));
    await sql(`INSERT INTO "Odd Items" (${FIELDS}) VALUES (${places})`, values);
  }
}

export async function addToSheet(
  outsider: Outsider,
  tables: ItemTables,
  items: readonly Item[],
): Promise<void> {
  const { length } = await readSheetCells(outsider, tables);
  await writeSheet(outsider, tables, `A${length + 1}`, items.map(toSheetRow));
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
  tables: ItemTables,
  { code, field, value }: { code: string; field: keyof Item; value: string | number },
): Promise<void> {
  const cells = await readSheetCells(outsider, tables);
  const row = cells.findIndex((each) => each[SHEET_FIELDS.indexOf('code')] === code) + 1;
  if (row === 0) throw new Error(`the sheet has no ${code}`);
  const column = String.fromCharCode(65 + SHEET_FIELDS.indexOf(field));
  await writeSheet(outsider, tables, `${column}${row}`, [[value]]);
}

async function writeSheet(
  { sheets }: Outsider,
  { sheets: { spreadsheetId } }: ItemTables,
  place: string,
  values: readonly (readonly unknown[])[],
): Promise<void> {
  const range = encodeURIComponent(`'Items'' list'!${place}`);
  const path = `/v4/spreadsheets/${spreadsheetId}/values/${range}?valueInputOption=RAW`;
  await sheets('PUT', path, { values });
}

export async function readSheetCells(
  { sheets }: Outsider,
  { sheets: { spreadsheetId } }: ItemTables,
): Promise<Json[][]> {
  const range = encodeURIComponent("'Items'' list'");
  const rendering = 'valueRenderOption=UNFORMATTED_VALUE&dateTimeRenderOption=SERIAL_NUMBER';
  const path = `/v4/spreadsheets/${spreadsheetId}/values/${range}?${rendering}`;
  return (await sheets('GET', path)).values ?? [];
}

/** All pages of the data source that are not in the trash. */
export async function readNotionPages({ notion }: Outsider, tables: ItemTables): Promise<Json[]> {
  const path = `/v1/data_sources/${tables.notion.dataSourceId}/query`;
  const { results, has_more: more } = await notion('POST', path, { page_size: 100 });
  if (more) throw new Error('more items than one page holds');
  return results;
}

/** What each system holds, by code; a code that stands twice is an error. */
export async function readItems(
  outsider: Outsider,
  tables: ItemTables,
): Promise<Readonly<Record<'notion' | 'postgres' | 'sheets', Readonly<Record<string, Item>>>>> {
  const pages = await readNotionPages(outsider, tables);
  const columns = FIELDS.map((field) => (field === 'since' ? 'since::text' : field));
  const rows = await outsider.sql(`SELECT ${columns} FROM "Odd Items"`);
  const [, ...cells] = await readSheetCells(outsider, tables);
  return {
    notion: byCode(pages.map(({ properties }) => fromNotion(properties))),
    postgres: byCode(rows.map(fromPostgres)),
    sheets: byCode(cells.map(fromSheet)),
  };
}

function fromNotion(properties: Json): Item {
  const text = (parts: Json[]) => parts.map((part) => part.plain_text).join('');
  const { since, checked } = properties;
  return {
    code: text(properties.Code.rich_text),
    title: text(properties.title.title),
    quantity: properties.quantity.number,
    price: properties.price.number,
    active: properties.active.checkbox,
    since: since.date?.start ?? null,
    checked: checked.date === null ? null : new Date(checked.date.start).toISOString(),
    kind: properties.kind.select?.name ?? null,
    tags: properties.tags.multi_select.map(({ name }: Json) => name).sort(),
    site: properties.site.url,
    mail: properties.mail.email,
  };
}

function fromPostgres(row: Json): Item {
  return {
    ...row,
    price: row.price === null ? null : Number(row.price),
    active: row.active ?? false,
    checked: row.checked?.toISOString() ?? null,
    tags: [...(row.tags ?? [])].sort(),
  };
}

function fromSheet(row: Json[]): Item {
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

function byCode(items: readonly Item[]): Record<string, Item> {
  const found = Object.fromEntries(items.map((each) => [each.code, each]));
  if (Object.keys(found).length < items.length) {
    throw new Error(`a code stands twice: ${items.map(({ code }) => code).join(', ')}`);
  }
  return found;
}
