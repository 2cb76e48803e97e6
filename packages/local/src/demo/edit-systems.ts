import type { DemoSystems } from './demo-systems.ts';
import type { DemoRegistry } from './set-up-registry.ts';

/** The edits that people make between two syncs, each in a system's own way, and what they are for. */
export const EDITS = [
  'France: name in Notion, keywords in Postgres, number in Sheets (different fields)',
  'Japan: name in Notion and in Postgres, to different values (a conflict)',
  'Åland (Sheets): a new row',
  'Tuvalu (Postgres): the row deleted',
  'Peru (Sheets): a continent that does not exist (invalid)',
] as const;

export async function editSystems(systems: DemoSystems, registry: DemoRegistry): Promise<void> {
  await renameInNotion(systems, registry, 'FR', 'France métropolitaine');
  await systems.sql(`update ${tableOf(registry)} set keywords = $1 where code = 'FR'`, [
    'Aéroports de France, metropolitan',
  ]);
  await setInSheet(systems, registry, 'FR', 'number', 999_999);
  await renameInNotion(systems, registry, 'JP', 'Nippon');
  await systems.sql(`update ${tableOf(registry)} set name = 'Japan (Nihon)' where code = 'JP'`);
  await appendToSheet(systems, registry);
  await systems.sql(`delete from ${tableOf(registry)} where code = 'TV'`);
  await setInSheet(systems, registry, 'PE', 'continent', 'Sout America');
}

/** Deletes rows in the middle of the sheet, as a slip of the hand would. Returns how many. */
export async function deleteManyRows(
  systems: DemoSystems,
  { spreadsheetId, sheetId }: DemoRegistry,
  rows: number,
): Promise<void> {
  await systems.sheets('POST', `/v4/spreadsheets/${spreadsheetId}:batchUpdate`, {
    requests: [
      {
        deleteDimension: {
          range: { sheetId, dimension: 'ROWS', startIndex: 100, endIndex: 100 + rows },
        },
      },
    ],
  });
}

async function renameInNotion(
  { notion }: DemoSystems,
  { dataSourceId }: DemoRegistry,
  code: string,
  name: string,
): Promise<void> {
  const { results } = await notion.dataSources.query({
    data_source_id: dataSourceId,
    filter: { property: 'code', rich_text: { equals: code } },
  });
  const page = results[0];
  if (page === undefined) throw new Error(`Notion has no row ${code}`);
  await notion.pages.update({
    page_id: page.id,
    properties: { name: { title: [{ text: { content: name } }] } },
  });
}

async function setInSheet(
  systems: DemoSystems,
  registry: DemoRegistry,
  code: string,
  column: string,
  value: string | number,
): Promise<void> {
  const { title, cells } = await readSheet(systems, registry);
  const columnAt = cells[0]?.indexOf(column) ?? -1;
  const codeAt = cells[0]?.indexOf('code') ?? -1;
  const rowAt = cells.findIndex((row) => row[codeAt] === code);
  if (columnAt < 0 || rowAt < 0) throw new Error(`the sheet has no ${column} of ${code}`);
  const range = `'${title}'!${String.fromCharCode(65 + columnAt)}${rowAt + 1}`;
  await writeRange(systems, registry, range, [[value]]);
}

async function appendToSheet(systems: DemoSystems, registry: DemoRegistry): Promise<void> {
  const { title, cells } = await readSheet(systems, registry);
  const header = cells[0] ?? [];
  const row: Record<string, string | number> = {
    code: 'AX',
    name: 'Åland Islands',
    continent: 'Europe',
    link: 'https://en.wikipedia.org/wiki/Åland',
    number: 303_999,
    keywords: 'Airports of Åland',
  };
  const last = cells.length + 1;
  await systems.sheets('POST', `/v4/spreadsheets/${registry.spreadsheetId}:batchUpdate`, {
    requests: [{ appendDimension: { sheetId: registry.sheetId, dimension: 'ROWS', length: 1 } }],
  });
  const values = header.map((name) => row[String(name)] ?? '');
  await writeRange(systems, registry, `'${title}'!A${last}`, [values]);
}

/** The whole tab, header first. */
export async function readSheet(
  systems: DemoSystems,
  { spreadsheetId, sheetId }: DemoRegistry,
): Promise<{ title: string; cells: readonly (readonly (string | number | boolean)[])[] }> {
  const book = await systems.sheets<{
    sheets: readonly { properties: { sheetId?: number; title: string } }[];
  }>('GET', `/v4/spreadsheets/${spreadsheetId}?fields=sheets.properties`);
  const tab = book.sheets.find(({ properties }) => (properties.sheetId ?? 0) === sheetId);
  const title = tab?.properties.title ?? '';
  const range = encodeURIComponent(`'${title}'`);
  const { values = [] } = await systems.sheets<{ values?: (string | number | boolean)[][] }>(
    'GET',
    `/v4/spreadsheets/${spreadsheetId}/values/${range}?valueRenderOption=UNFORMATTED_VALUE`,
  );
  return { title, cells: values };
}

async function writeRange(
  systems: DemoSystems,
  { spreadsheetId }: DemoRegistry,
  range: string,
  values: readonly (readonly (string | number)[])[],
): Promise<void> {
  const path = `/v4/spreadsheets/${spreadsheetId}/values/${encodeURIComponent(range)}`;
  await systems.sheets('PUT', `${path}?valueInputOption=RAW`, { values });
}

/** The quoted name of the demo's Postgres table. */
export function tableOf({ table }: DemoRegistry): string {
  const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;
  return `${quote(table.schema)}.${quote(table.name)}`;
}
