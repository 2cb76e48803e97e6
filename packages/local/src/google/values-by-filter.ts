import { filtersOf, rangesOfFilter } from './data-filters.ts';
import { Evaluation } from './formula-evaluation.ts';
import { isObject, type JsonObject, objectAt, objectsAt } from './json.ts';
import { jsonBody } from './json-body.ts';
import type { ResolvedRange } from './range-resolution.ts';
import { openWorkbook, type SheetsCall, saveWorkbook } from './sheets-context.ts';
import { clearValues, readValues, writeValues } from './values.ts';
import { fromBody, inItem, renderOptions, totals, withValues } from './values-answers.ts';
import { parseDimension, parseInputOption, parseValueInput } from './values-input.ts';

/** A filter as answers repeat it: indexes of zero are left out of grid ranges. */
function echoed(filter: JsonObject): JsonObject {
  if (!isObject(filter.gridRange)) return filter;
  const bounds = Object.entries(filter.gridRange).filter(([, value]) => value !== 0);
  return { ...filter, gridRange: Object.fromEntries(bounds) };
}

/** The answer comes in an order of the service's own, here the reverse of the order asked. */
export function batchGetByDataFilter(call: SheetsCall): unknown {
  const body = jsonBody(call.request);
  const workbook = openWorkbook(call, 'read');
  const dimension = parseDimension(body.majorDimension, '');
  const options = renderOptions(fromBody(body));
  const evaluation = new Evaluation(workbook, call.parts.clock.now());
  const found = new Map<string, { valueRange: unknown; dataFilters: JsonObject[] }>();
  filtersOf(body).forEach((filter, i) => {
    for (const range of rangesOfFilter(workbook, filter, `data_filters[${i}]`)) {
      const valueRange = readValues(range, dimension, options, evaluation);
      const known = found.get(valueRange.range);
      if (known) known.dataFilters.push(echoed(filter));
      else found.set(valueRange.range, { valueRange, dataFilters: [echoed(filter)] });
    }
  });
  const valueRanges = [...found.values()].reverse();
  return { spreadsheetId: workbook.id, ...(valueRanges.length > 0 ? { valueRanges } : {}) };
}

export function batchUpdateByDataFilter(call: SheetsCall): unknown {
  const body = jsonBody(call.request);
  const workbook = openWorkbook(call, 'write');
  const option = parseInputOption(body.valueInputOption);
  const now = call.parts.clock.now();
  const answers = objectsAt(body, 'data').flatMap((item, i) => {
    const { dataFilter: _, ...values } = item;
    const filter = objectAt(item, 'dataFilter');
    const input = parseValueInput(values, `data[${i}]`);
    return inItem(i, () => rangesOfFilter(workbook, filter, `data[${i}]`)).map(
      (range: ResolvedRange) => ({
        filter,
        written: inItem(i, () => writeValues(workbook, range, input, option, now)),
      }),
    );
  });
  saveWorkbook(call, workbook);
  const responses = answers.map(({ filter, written }) => ({
    ...withValues(call, workbook, written, fromBody(body)),
    dataFilter: filter,
  }));
  const written = answers.map((answer) => answer.written);
  return { ...totals(workbook, written), ...(responses.length > 0 ? { responses } : {}) };
}

export function batchClearByDataFilter(call: SheetsCall): unknown {
  const body = jsonBody(call.request);
  const workbook = openWorkbook(call, 'write');
  const clearedRanges = filtersOf(body).flatMap((filter, i) =>
    rangesOfFilter(workbook, filter, `data_filters[${i}]`).map((range) =>
      clearValues(workbook, range),
    ),
  );
  saveWorkbook(call, workbook);
  return { spreadsheetId: workbook.id, ...(clearedRanges.length > 0 ? { clearedRanges } : {}) };
}
