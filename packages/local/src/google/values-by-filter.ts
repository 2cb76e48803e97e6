import { compareRanges, eachFilter, filterOf, rangesOfFilter } from './data-filters.ts';
import { Evaluation } from './formula-evaluation.ts';
import { isEmptyRange } from './grid-ranges.ts';
import { isObject, type JsonObject, objectsAt } from './json.ts';
import { jsonBody } from './json-body.ts';
import { readMessage } from './proto-json.ts';
import type { ResolvedRange } from './range-resolution.ts';
import { openWorkbook, type SheetsCall, saveWorkbook } from './sheets-context.ts';
import { clearValues, readValues, type ValueRange, writeValues } from './values.ts';
import { fromBody, inItem, renderOptions, totals, withValues } from './values-answers.ts';
import { dimensionOf, parseInputOption, parseValueInput } from './values-input.ts';

/** A filter as answers repeat it: without sheet 0, which is the default. */
function echoed(filter: JsonObject): JsonObject {
  if (!isObject(filter.gridRange) || filter.gridRange.sheetId !== 0) return filter;
  const { sheetId: _, ...gridRange } = filter.gridRange;
  return { ...filter, gridRange };
}

interface FoundRange {
  readonly range: ResolvedRange;
  readonly valueRange: ValueRange;
  readonly dataFilters: JsonObject[];
}

/** The answer comes in the order of the places of the ranges; equal ranges are shown once. */
export function batchGetByDataFilter(call: SheetsCall): unknown {
  const body = readMessage(jsonBody(call.request), 'BatchGetValuesByDataFilterRequest');
  const workbook = openWorkbook(call, 'read');
  const majorDimension = dimensionOf(body.majorDimension);
  const options = renderOptions(fromBody(body));
  const evaluation = new Evaluation(workbook, call.parts.clock.now());
  const found = new Map<string, FoundRange>();
  eachFilter(body, (filter) => {
    for (const range of rangesOfFilter(workbook, filter, 'grid')) {
      const valueRange = isEmptyRange(range.bounds)
        ? { range: '#REF!', majorDimension }
        : readValues(range, majorDimension, options, evaluation);
      const known = found.get(valueRange.range);
      if (known) known.dataFilters.push(echoed(filter));
      else found.set(valueRange.range, { range, valueRange, dataFilters: [echoed(filter)] });
    }
  });
  const sorted = [...found.values()].sort((a, b) => compareRanges(a.range, b.range));
  const valueRanges = sorted.map(({ valueRange, dataFilters }) => ({ valueRange, dataFilters }));
  return { spreadsheetId: workbook.id, ...(valueRanges.length > 0 ? { valueRanges } : {}) };
}

export function batchUpdateByDataFilter(call: SheetsCall): unknown {
  const body = readMessage(jsonBody(call.request), 'BatchUpdateValuesByDataFilterRequest');
  const workbook = openWorkbook(call, 'write');
  const option = parseInputOption(body.valueInputOption);
  const now = call.parts.clock.now();
  const answers = objectsAt(body, 'data').flatMap((item, i) => {
    const filter = filterOf(item);
    const input = parseValueInput(item, `data[${i}]`);
    return inItem(i, () => rangesOfFilter(workbook, filter, 'grid')).map((range) => ({
      filter,
      written: inItem(i, () => writeValues(workbook, range, input, option, now)),
    }));
  });
  saveWorkbook(call, workbook);
  const responses = answers.map(({ filter, written }) => ({
    ...withValues(call, workbook, written, fromBody(body)),
    dataFilter: echoed(filter),
  }));
  const written = answers.map((answer) => answer.written);
  return { ...totals(workbook, written), ...(responses.length > 0 ? { responses } : {}) };
}

export function batchClearByDataFilter(call: SheetsCall): unknown {
  const body = readMessage(jsonBody(call.request), 'BatchClearValuesByDataFilterRequest');
  const workbook = openWorkbook(call, 'write');
  const ranges = eachFilter(body, (filter) => rangesOfFilter(workbook, filter, 'grid')).flat();
  const clearedRanges = ranges.map((range) => clearValues(workbook, range));
  saveWorkbook(call, workbook);
  return { spreadsheetId: workbook.id, ...(clearedRanges.length > 0 ? { clearedRanges } : {}) };
}
