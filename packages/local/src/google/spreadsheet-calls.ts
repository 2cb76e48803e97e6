import { copyOfSheet } from './batch-sheets.ts';
import { batchUpdate } from './batch-update.ts';
import { compareRanges, filtersOf, metadataOfFilter, rangesOfFilter } from './data-filters.ts';
import { metadataOnWire } from './developer-metadata.ts';
import { SPREADSHEET } from './drive-files.ts';
import { entityNotFound, invalidArgument } from './errors.ts';
import { type JsonObject, objectAt, textAt } from './json.ts';
import { jsonBody } from './json-body.ts';
import { newSpreadsheet } from './new-spreadsheet.ts';
import { readMessage } from './proto-json.ts';
import { type ResolvedRange, resolveA1 } from './range-resolution.ts';
import { openWorkbook, type SheetsCall, saveWorkbook } from './sheets-context.ts';
import { type SpreadsheetQuery, spreadsheetAnswer } from './spreadsheet-answer.ts';
import { parseSpreadsheetMask } from './spreadsheet-fields.ts';
import type { DeveloperMetadata } from './wire.ts';
import type { Workbook } from './workbook.ts';

const isTrue = (value: unknown): boolean => String(value) === 'true';

function query(
  call: SheetsCall,
  ranges: readonly ResolvedRange[],
  includes: unknown,
): SpreadsheetQuery {
  const text = call.request.query.get('fields') ?? '';
  return {
    ranges,
    includeGridData: isTrue(includes),
    fields: parseSpreadsheetMask(text),
    now: call.parts.clock.now(),
  };
}

export function getSpreadsheet(call: SheetsCall): unknown {
  const workbook = openWorkbook(call, 'read');
  const { query: asked } = call.request;
  const ranges = asked.getAll('ranges').map((range) => resolveA1(workbook, range));
  return spreadsheetAnswer(workbook, query(call, ranges, asked.get('includeGridData')));
}

const isSame = (a: ResolvedRange, b: ResolvedRange): boolean => compareRanges(a, b) === 0;

/** Filters that cover the same cells share their data; without filters all sheets are shown. */
export function getByDataFilter(call: SheetsCall): unknown {
  const body = readMessage(jsonBody(call.request), 'GetSpreadsheetByDataFilterRequest');
  const workbook = openWorkbook(call, 'read');
  const found = filtersOf(body).flatMap((filter) => rangesOfFilter(workbook, filter, 'sheet'));
  const ranges = found.filter((range, i) => !found.slice(0, i).some((r) => isSame(r, range)));
  return spreadsheetAnswer(workbook, query(call, ranges, body.includeGridData));
}

export function createSpreadsheet(call: SheetsCall): unknown {
  const { parts, caller } = call;
  const body = readMessage(jsonBody(call.request), 'Spreadsheet');
  const id = parts.ids.file();
  const name = textAt(objectAt(body, 'properties'), 'title') ?? 'Untitled spreadsheet';
  const editor = { email: caller.email, isOwner: true };
  const workbook = newSpreadsheet(id, name, body, parts.ids, editor);
  parts.files.create(id, { name, mimeType: SPREADSHEET }, caller);
  parts.workbooks.save(workbook);
  const hasData = JSON.stringify(body.sheets ?? '').includes('"rowData"');
  return spreadsheetAnswer(workbook, query(call, [], hasData));
}

export function batchUpdateSpreadsheet(call: SheetsCall): unknown {
  const { parts } = call;
  const body = readMessage(jsonBody(call.request), 'BatchUpdateSpreadsheetRequest');
  const workbook = openWorkbook(call, 'write');
  const replies = batchUpdate(workbook, body, { ids: parts.ids, now: parts.clock.now() });
  saveWorkbook(call, workbook);
  return {
    spreadsheetId: workbook.id,
    replies,
    ...(isTrue(body.includeSpreadsheetInResponse)
      ? { updatedSpreadsheet: updated(workbook, body, parts.clock.now()) }
      : {}),
  };
}

function updated(workbook: Workbook, body: JsonObject, now: Date): unknown {
  const texts = [body.responseRanges ?? []].flat().map(String);
  const ranges = texts.map((range) => resolveA1(workbook, range));
  const includeGridData = isTrue(body.responseIncludeGridData);
  return spreadsheetAnswer(workbook, { ranges, includeGridData, now, fields: undefined });
}

/** Copies a sheet into a spreadsheet, which may be the same one. */
export function copySheetTo(call: SheetsCall): unknown {
  const body = readMessage(jsonBody(call.request), 'CopySheetToAnotherSpreadsheetRequest');
  const source = openWorkbook(call, 'read');
  const sheet = source.sheetById(Number(call.params.sheetId));
  if (!sheet) throw entityNotFound();
  const destination = textAt(body, 'destinationSpreadsheetId');
  if (destination === undefined) throw invalidArgument('Must specify a destinationSpreadsheetId.');
  const target = openWorkbook(call, 'write', destination);
  const isFirst = (n: number) =>
    n === 1 ? `Copy of ${sheet.title}` : `Copy of ${sheet.title} ${n}`;
  let number = 1;
  while (target.sheetByTitle(isFirst(number))) number += 1;
  const copy = copyOfSheet(sheet, call.parts.ids.number(), isFirst(number), call.parts.ids.number);
  target.sheets.push(copy);
  target.renumberSheets();
  saveWorkbook(call, target);
  return copy.state.properties;
}

export function searchMetadata(call: SheetsCall): unknown {
  const body = readMessage(jsonBody(call.request), 'SearchDeveloperMetadataRequest');
  const workbook = openWorkbook(call, 'read');
  const found = new Map<DeveloperMetadata, JsonObject[]>();
  for (const filter of filtersOf(body)) {
    for (const metadata of metadataOfFilter(workbook, filter)) {
      found.set(metadata, [...(found.get(metadata) ?? []), filter]);
    }
  }
  const matched = [...found].map(([metadata, dataFilters]) => ({
    developerMetadata: metadataOnWire(metadata),
    dataFilters,
  }));
  return matched.length > 0 ? { matchedDeveloperMetadata: matched } : {};
}

export function getMetadata(call: SheetsCall): unknown {
  const workbook = openWorkbook(call, 'read');
  const id = Number(call.params.metadataId);
  const found = workbook.state.developerMetadata.find(({ metadataId }) => metadataId === id);
  if (!found) throw entityNotFound();
  return metadataOnWire(found);
}
