import { must } from '../../errors/assert.ts';
import { ChittySyncError, isChittySyncError } from '../../errors/chittysync-error.ts';
import type { TableShape } from '../../model/system.ts';
import type { AdapterEnvironment, NewTable } from '../adapter.ts';
import { anchorRequests } from './column-anchor.ts';
import { describeTable } from './describe-table.ts';
import { columnRequests, newGrid } from './new-columns.ts';
import type { SheetPlaces } from './sheet-places.ts';
import type { SheetRef } from './sheet-ref.ts';
import type { SheetsClient } from './sheets-client.ts';
import { refusalOf } from './sheets-errors.ts';

/** The longest title that Google gives a tab. */
const TITLE_MAX = 100;

/**
 * Creates a table as a new tab of `parent.spreadsheetId`, or as the only tab of a new spreadsheet.
 * The tab, its header and its formats are one atomic request; when anything fails afterwards, what
 * was created is deleted again.
 * @throws CS_INVALID_REQUEST when two fields have the same header or one has none
 */
export async function createTable(
  client: SheetsClient,
  places: SheetPlaces,
  environment: AdapterEnvironment,
  table: NewTable,
): Promise<TableShape> {
  assertHeaders(table);
  const parent = table.parent?.spreadsheetId;
  const created =
    typeof parent === 'string'
      ? await addTab(client, environment, table, parent)
      : await addSpreadsheet(client, environment, table);
  try {
    await created.fill();
    const shape = await describeTable(client, places, created.ref);
    return { ...shape, keyCandidates: [table.key] };
  } catch (error) {
    await created.undo().catch((undoError: unknown) => {
      throw leftBehind(created.ref, error, undoError);
    });
    throw error;
  }
}

/** A place for the table, what fills it, and what takes it away again. */
interface CreatedPlace {
  readonly ref: SheetRef;
  fill(): Promise<void>;
  undo(): Promise<void>;
}

async function addTab(
  client: SheetsClient,
  environment: AdapterEnvironment,
  table: NewTable,
  spreadsheetId: string,
): Promise<CreatedPlace> {
  const { sheets = [] } = await client.getSpreadsheet(
    spreadsheetId,
    'sheets.properties(sheetId,title)',
  );
  const titles = sheets.map(({ properties }) => properties?.title ?? '');
  const ids = new Set(sheets.map(({ properties }) => properties?.sheetId ?? 0));
  const sheetId = newSheetId(environment, ids);
  const title = uniqueTitle(table.title, titles);
  const properties = { sheetId, title, gridProperties: newGrid(table) };
  const requests = [
    { addSheet: { properties } },
    ...columnRequests(sheetId, table),
    ...anchorRequests(sheetId, newColumnIds(environment, table)),
  ];
  return {
    ref: { spreadsheetId, sheetId },
    fill: () => client.changeStructure(spreadsheetId, requests),
    undo: () =>
      client.changeStructure(spreadsheetId, [{ deleteSheet: { sheetId } }]).catch(ignoreMissing),
  };
}

async function addSpreadsheet(
  client: SheetsClient,
  environment: AdapterEnvironment,
  table: NewTable,
): Promise<CreatedPlace> {
  const title = uniqueTitle(table.title, []);
  const created = await client.createSpreadsheet(table.title, title);
  const spreadsheetId = must(created.spreadsheetId, 'a created spreadsheet has an id');
  const sheetId = created.sheets?.[0]?.properties?.sheetId ?? 0;
  const tab = { sheetId, gridProperties: newGrid(table) };
  const fields = 'gridProperties(rowCount,columnCount,frozenRowCount)';
  return {
    ref: { spreadsheetId, sheetId },
    fill: () =>
      client.changeStructure(spreadsheetId, [
        { updateSheetProperties: { properties: tab, fields } },
        ...columnRequests(sheetId, table),
        ...anchorRequests(sheetId, newColumnIds(environment, table)),
      ]),
    undo: () => client.deleteSpreadsheet(spreadsheetId),
  };
}

function newColumnIds({ newId }: AdapterEnvironment, { fields }: NewTable): string[] {
  return fields.map(() => newId());
}

function assertHeaders(table: NewTable): void {
  const names = table.fields.map(({ name }) => name.normalize('NFC').trim());
  const unfit = names.find((name, i) => name === '' || names.indexOf(name) !== i);
  if (unfit === undefined && names.length > 0) return;
  throw new ChittySyncError(
    'CS_INVALID_REQUEST',
    'A table needs fields, and each of them a name of its own.',
    { details: { column: unfit ?? '' } },
  );
}

/** Google compares titles without regard to case. */
function uniqueTitle(wanted: string, taken: readonly string[]): string {
  const lower = new Set(taken.map((title) => title.toLowerCase()));
  for (let n = 1; ; n += 1) {
    const suffix = n === 1 ? '' : ` ${n}`;
    const title = `${wanted.slice(0, TITLE_MAX - suffix.length)}${suffix}`;
    if (!lower.has(title.toLowerCase())) return title;
  }
}

/** Chosen here and not by Google, so that a tab whose creation was not answered can be deleted. */
function newSheetId(environment: AdapterEnvironment, taken: ReadonlySet<number>): number {
  let id = 0;
  for (const character of environment.newId()) {
    id = (id * 31 + (character.codePointAt(0) ?? 0)) % 2_147_483_647;
  }
  while (id === 0 || taken.has(id)) id += 1;
  return id;
}

/** The tab was never made: Google knows no tab of that id. */
function ignoreMissing(error: unknown): void {
  if (refusalOf(error) !== 'RANGE') throw error;
}

function leftBehind(ref: SheetRef, error: unknown, undoError: unknown): ChittySyncError {
  const code = isChittySyncError(error) ? error.code : 'CS_SYSTEM_UNEXPECTED';
  return new ChittySyncError(
    code,
    'The table could not be created whole, and what was made of it could not be deleted.',
    { details: { table: ref }, cause: new AggregateError([error, undoError]) },
  );
}
