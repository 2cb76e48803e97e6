import type { TableField, TableRef, TableShape } from '../../model/system.ts';
import { a1Range } from './a1-range.ts';
import { columnAnchors } from './column-anchor.ts';
import { columnShape } from './column-shape.ts';
import {
  SAMPLE_FIELDS,
  SAMPLE_RANGE,
  type SampledGrid,
  sampleGrid,
  sampleValue,
} from './sampled-grid.ts';
import { findTab, type SheetPlaces } from './sheet-places.ts';
import { requireSheetRef, type SheetRef } from './sheet-ref.ts';
import type { SheetData, SheetsClient, Spreadsheet } from './sheets-client.ts';

/** Google's zone for a spreadsheet that names none. */
const DEFAULT_TIME_ZONE = 'Etc/GMT';
const KEY_CANDIDATES_MAX = 5;

/**
 * The shape of one tab, from its header and its first rows. The title is the tab's.
 * @throws CS_TABLE_NOT_FOUND, CS_HEADER_MISSING, CS_HEADER_DUPLICATE
 */
export async function describeTable(
  client: SheetsClient,
  places: SheetPlaces,
  table: TableRef,
): Promise<TableShape> {
  const ref = requireSheetRef(table);
  return places.at(ref, async ({ title }) => {
    const range = a1Range(title, SAMPLE_RANGE);
    const spreadsheet = await client.getSpreadsheet(ref.spreadsheetId, SAMPLE_FIELDS, [range]);
    const tab = findTab(ref, spreadsheet.sheets ?? []);
    places.remember(ref, tab);
    return tableShape(ref, spreadsheet, tab);
  });
}

/**
 * The shape of a tab that was fetched with `SAMPLE_FIELDS`. A column's id is the one it is anchored
 * with, else its name.
 * @throws CS_HEADER_MISSING, CS_HEADER_DUPLICATE
 */
export function tableShape(ref: SheetRef, spreadsheet: Spreadsheet, tab: SheetData): TableShape {
  const grid = sampleGrid(tab);
  const timeZone = spreadsheet.properties?.timeZone || DEFAULT_TIME_ZONE;
  const anchors = columnAnchors(tab);
  const fields = grid.header.names.flatMap((name, column): TableField[] => {
    if (name === null) return [];
    const cells = grid.rows.map((row) => row[column] ?? {});
    const shape = columnShape(name, cells, timeZone);
    return [{ ...shape, id: anchors.get(column) ?? shape.id }];
  });
  return {
    table: ref,
    title: tab.properties?.title ?? '',
    fields,
    keyCandidates: keyCandidates(grid),
    url: `https://docs.google.com/spreadsheets/d/${ref.spreadsheetId}/edit#gid=${ref.sheetId}`,
  };
}

/** The first columns whose values in the sampled rows are all there and all different. */
function keyCandidates({ header, rows }: SampledGrid): readonly (readonly string[])[] {
  const filled = rows.filter((row) =>
    row.some((cell) => sampleValue(cell) !== null && sampleValue(cell) !== false),
  );
  if (filled.length === 0) return [];
  const candidates = header.names.flatMap((name, column) => {
    if (name === null) return [];
    const values = filled.map((row) => sampleValue(row[column]));
    const isKey = !values.includes(null) && new Set(values.map(String)).size === values.length;
    return isKey ? [[name]] : [];
  });
  return candidates.slice(0, KEY_CANDIDATES_MAX);
}
