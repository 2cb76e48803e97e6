import { isDeepStrictEqual } from 'node:util';
import { appendValues } from './append-values.ts';
import type { RenderOptions } from './cell-rendering.ts';
import { filtersOf, rangesOfFilter } from './data-filters.ts';
import { ApiError, invalidArgument, invalidValues } from './errors.ts';
import { Evaluation } from './formula-evaluation.ts';
import { isObject, type JsonObject, objectAt, objectsAt } from './json.ts';
import { jsonBody } from './json-body.ts';
import { type ResolvedRange, resolveA1 } from './range-resolution.ts';
import { openWorkbook, type SheetsCall, saveWorkbook } from './sheets-context.ts';
import {
  clearValues,
  readValues,
  updateAnswer,
  type WrittenValues,
  writeValues,
} from './values.ts';
import {
  parseDimension,
  parseInputOption,
  parseValueInput,
  type ValueInput,
} from './values-input.ts';
import type { Workbook } from './workbook.ts';

/** A member of an enumeration from the query or the body, or its default. */
function choice<T extends string>(
  value: unknown,
  choices: readonly T[],
  field: string,
  type: string,
): T {
  const [first] = choices;
  if (first === undefined) throw new Error('no choices');
  if (value === undefined || value === null || value === '') return first;
  const found = choices.find((option) => option === value);
  if (found !== undefined) return found;
  const description = `Invalid value at '${field}' (type.googleapis.com/google.apps.sheets.v4.${type}), ${JSON.stringify(value)}`;
  throw invalidValues([{ field, description }]);
}

/** Options for rendering; answers to updates name them with `response` in front. */
function renderOptions(source: (name: string) => unknown, isResponse = false): RenderOptions {
  const name = (plain: string) =>
    isResponse ? `response${plain[0]?.toUpperCase()}${plain.slice(1)}` : plain;
  return {
    valueRender: choice(
      source(name('valueRenderOption')),
      ['FORMATTED_VALUE', 'UNFORMATTED_VALUE', 'FORMULA'],
      'value_render_option',
      'ValueRenderOption',
    ),
    dateTimeRender: choice(
      source(name('dateTimeRenderOption')),
      ['SERIAL_NUMBER', 'FORMATTED_STRING'],
      'date_time_render_option',
      'DateTimeRenderOption',
    ),
  };
}

const fromQuery =
  ({ request }: SheetsCall) =>
  (name: string) =>
    request.query.get(name) ?? undefined;
const fromBody = (body: JsonObject) => (name: string) => body[name];

export function getValues(call: SheetsCall): unknown {
  const workbook = openWorkbook(call, 'read');
  const range = resolveA1(workbook, call.params.range ?? '');
  const dimension = parseDimension(fromQuery(call)('majorDimension'), '');
  return readValues(workbook, range, dimension, renderOptions(fromQuery(call)));
}

export function batchGetValues(call: SheetsCall): unknown {
  const workbook = openWorkbook(call, 'read');
  const options = renderOptions(fromQuery(call));
  const dimension = parseDimension(fromQuery(call)('majorDimension'), '');
  const evaluation = new Evaluation(workbook);
  const valueRanges = call.request.query
    .getAll('ranges')
    .map((range) =>
      readValues(workbook, resolveA1(workbook, range), dimension, options, evaluation),
    );
  return { spreadsheetId: workbook.id, ...(valueRanges.length > 0 ? { valueRanges } : {}) };
}

/** Adds the values as they read afterwards, if the request asks for them. */
function withValues(
  workbook: Workbook,
  written: WrittenValues,
  source: (name: string) => unknown,
): JsonObject {
  const answer = updateAnswer(workbook, written);
  const isAsked = /^true$/i.test(String(source('includeValuesInResponse')));
  if (!isAsked) return answer;
  return {
    ...answer,
    updatedData: readValues(workbook, written, 'ROWS', renderOptions(source, true)),
  };
}

/** The range in the path. A body that names another one is refused. */
function requestedRange(call: SheetsCall, workbook: Workbook, input: ValueInput): ResolvedRange {
  const text = call.params.range ?? '';
  const range = resolveA1(workbook, text);
  if (input.range === undefined) return range;
  const repeated = resolveA1(workbook, input.range);
  const isSame = repeated.sheet === range.sheet && isDeepStrictEqual(repeated.bounds, range.bounds);
  if (isSame) return range;
  throw invalidArgument(`Request range[${text}] does not match value's range[${input.range}]`);
}

export function updateValues(call: SheetsCall): unknown {
  const source = fromQuery(call);
  const input = parseValueInput(jsonBody(call.request), 'data');
  const workbook = openWorkbook(call, 'write');
  const option = parseInputOption(source('valueInputOption'));
  const range = requestedRange(call, workbook, input);
  const written = writeValues(workbook, range, input, option, call.parts.clock.now());
  saveWorkbook(call, workbook);
  return withValues(workbook, written, source);
}

export function appendToValues(call: SheetsCall): unknown {
  const source = fromQuery(call);
  const input = parseValueInput(jsonBody(call.request), 'data');
  const workbook = openWorkbook(call, 'write');
  const option = parseInputOption(source('valueInputOption'));
  const range = resolveA1(workbook, call.params.range ?? '');
  const insert = choice(
    source('insertDataOption'),
    ['OVERWRITE', 'INSERT_ROWS'],
    'insert_data_option',
    'InsertDataOption',
  );
  const { tableRange, written } = appendValues(workbook, range, input, {
    input: option,
    insert: insert === 'INSERT_ROWS',
    now: call.parts.clock.now(),
  });
  saveWorkbook(call, workbook);
  return {
    spreadsheetId: workbook.id,
    ...(tableRange === undefined ? {} : { tableRange }),
    updates: withValues(workbook, written, source),
  };
}

export function clearOneRange(call: SheetsCall): unknown {
  const workbook = openWorkbook(call, 'write');
  const clearedRange = clearValues(workbook, resolveA1(workbook, call.params.range ?? ''));
  saveWorkbook(call, workbook);
  return { spreadsheetId: workbook.id, clearedRange };
}

export function batchClearValues(call: SheetsCall): unknown {
  const { ranges } = jsonBody(call.request);
  const workbook = openWorkbook(call, 'write');
  const texts = [ranges ?? []].flat().map(String);
  const clearedRanges = texts.map((range) => clearValues(workbook, resolveA1(workbook, range)));
  saveWorkbook(call, workbook);
  return { spreadsheetId: workbook.id, ...(texts.length > 0 ? { clearedRanges } : {}) };
}

/** Distinct sheets, rows and columns that all writes together touched. */
function totals(workbook: Workbook, written: readonly WrittenValues[]): JsonObject {
  const count = (keysOf: (item: WrittenValues) => Iterable<number>) =>
    new Set(written.flatMap((item) => [...keysOf(item)].map((key) => `${item.sheet.id}/${key}`)))
      .size;
  const numbers = {
    totalUpdatedRows: count((item) => item.rows),
    totalUpdatedColumns: count((item) => item.columns),
    totalUpdatedCells: written.reduce((sum, item) => sum + item.cells, 0),
    totalUpdatedSheets: new Set(
      written.filter(({ cells }) => cells > 0).map(({ sheet }) => sheet.id),
    ).size,
  };
  const shown = Object.entries(numbers).filter(([, number]) => number > 0);
  return { spreadsheetId: workbook.id, ...Object.fromEntries(shown) };
}

/** Failures in a batch name the item. */
function inItem<T>(index: number, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const isBare = error instanceof ApiError && error.status === 400 && error.details === undefined;
    throw isBare ? invalidArgument(`Invalid data[${index}]: ${error.message}`) : error;
  }
}

export function batchUpdateValues(call: SheetsCall): unknown {
  const body = jsonBody(call.request);
  const data = [body.data ?? []].flat();
  const inputs = data.map((item, i) => inItem(i, () => parseValueInput(item, `data[${i}]`)));
  const workbook = openWorkbook(call, 'write');
  const option = parseInputOption(body.valueInputOption);
  const written = inputs.map((input, i) =>
    inItem(i, () => {
      const text = isObject(data[i]) ? String(data[i].range ?? '') : '';
      return writeValues(
        workbook,
        resolveA1(workbook, text),
        input,
        option,
        call.parts.clock.now(),
      );
    }),
  );
  saveWorkbook(call, workbook);
  const responses = written.map((item) => withValues(workbook, item, fromBody(body)));
  return { ...totals(workbook, written), ...(responses.length > 0 ? { responses } : {}) };
}

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
  const evaluation = new Evaluation(workbook);
  const found = new Map<string, { valueRange: unknown; dataFilters: JsonObject[] }>();
  filtersOf(body).forEach((filter, i) => {
    for (const range of rangesOfFilter(workbook, filter, `data_filters[${i}]`)) {
      const valueRange = readValues(workbook, range, dimension, options, evaluation);
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
    ...withValues(workbook, written, fromBody(body)),
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
