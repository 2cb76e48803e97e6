import { isChittySyncError } from '../../errors/chittysync-error.ts';
import type { TableShape } from '../../model/system.ts';
import { a1Range } from './a1-range.ts';
import { tableShape } from './describe-table.ts';
import { SAMPLE_FIELDS, SAMPLE_RANGE } from './sampled-grid.ts';
import type { SheetData, SheetsClient, Spreadsheet } from './sheets-client.ts';

const SPREADSHEETS_MAX = 100;
const TABLES_MAX = 1_000;

/**
 * The tabs of the spreadsheets that the account can open, last edited first: one call for the list
 * and two for each spreadsheet. The title tells tabs of several spreadsheets apart: `<spreadsheet>
 * / <tab>`. A tab whose header cannot be used is listed without fields.
 */
export async function listTables(client: SheetsClient): Promise<readonly TableShape[]> {
  const shapes: TableShape[] = [];
  for (const { id, name } of await client.listSpreadsheets(SPREADSHEETS_MAX)) {
    if (shapes.length >= TABLES_MAX) break;
    shapes.push(...(await listTabs(client, id, name)));
  }
  return shapes.slice(0, TABLES_MAX);
}

async function listTabs(
  client: SheetsClient,
  spreadsheetId: string,
  name: string,
): Promise<TableShape[]> {
  const titles = await client
    .getSpreadsheet(spreadsheetId, 'sheets.properties(title,sheetType)')
    .catch(skipUnshared);
  const ranges = (titles?.sheets ?? [])
    .filter(({ properties }) => (properties?.sheetType ?? 'GRID') === 'GRID')
    .map(({ properties }) => a1Range(properties?.title ?? '', SAMPLE_RANGE));
  if (ranges.length === 0) return [];
  const spreadsheet = await client.getSpreadsheet(spreadsheetId, SAMPLE_FIELDS, ranges);
  return (spreadsheet.sheets ?? []).map((tab) => {
    const shape = shapeOrTitle(spreadsheetId, spreadsheet, tab);
    return { ...shape, title: `${name} / ${shape.title}` };
  });
}

/** A file of the list may have been deleted or unshared since. */
function skipUnshared(error: unknown): null {
  const isGone =
    isChittySyncError(error) &&
    (error.code === 'CS_TABLE_NOT_FOUND' || error.code === 'CS_ACCESS_DENIED');
  if (!isGone) throw error;
  return null;
}

function shapeOrTitle(spreadsheetId: string, spreadsheet: Spreadsheet, tab: SheetData): TableShape {
  const ref = { spreadsheetId, sheetId: tab.properties?.sheetId ?? 0 };
  try {
    return tableShape(ref, spreadsheet, tab);
  } catch (error) {
    if (!isChittySyncError(error)) throw error;
    return {
      table: ref,
      title: tab.properties?.title ?? '',
      fields: [],
      keyCandidates: [],
    };
  }
}
