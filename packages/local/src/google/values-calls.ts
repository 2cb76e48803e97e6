import { isDeepStrictEqual } from 'node:util';
import { appendValues } from './append-values.ts';
import { invalidArgument } from './errors.ts';
import { Evaluation } from './formula-evaluation.ts';
import { objectsAt } from './json.ts';
import { jsonBody } from './json-body.ts';
import { readMessage } from './proto-json.ts';
import { type ResolvedRange, resolveA1 } from './range-resolution.ts';
import { openWorkbook, type SheetsCall, saveWorkbook } from './sheets-context.ts';
import { clearValues, readValues, writeValues } from './values.ts';
import {
  fromBody,
  fromQuery,
  inItem,
  renderOptions,
  totals,
  withValues,
} from './values-answers.ts';
import { dimensionOf, parseInputOption, parseValueInput, type ValueInput } from './values-input.ts';
import type { Workbook } from './workbook.ts';

export function getValues(call: SheetsCall): unknown {
  const workbook = openWorkbook(call, 'read');
  const range = resolveA1(workbook, call.params.range ?? '');
  const dimension = dimensionOf(fromQuery(call)('majorDimension'));
  const evaluation = new Evaluation(workbook, call.parts.clock.now());
  return readValues(range, dimension, renderOptions(fromQuery(call)), evaluation);
}

export function batchGetValues(call: SheetsCall): unknown {
  const workbook = openWorkbook(call, 'read');
  const options = renderOptions(fromQuery(call));
  const dimension = dimensionOf(fromQuery(call)('majorDimension'));
  const evaluation = new Evaluation(workbook, call.parts.clock.now());
  const valueRanges = call.request.query
    .getAll('ranges')
    .map((range) => readValues(resolveA1(workbook, range), dimension, options, evaluation));
  return { spreadsheetId: workbook.id, ...(valueRanges.length > 0 ? { valueRanges } : {}) };
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
  const input = parseValueInput(readMessage(jsonBody(call.request), 'ValueRange', 'data'), 'data');
  const workbook = openWorkbook(call, 'write');
  const option = parseInputOption(source('valueInputOption'));
  const range = requestedRange(call, workbook, input);
  const written = writeValues(workbook, range, input, option, call.parts.clock.now());
  saveWorkbook(call, workbook);
  return withValues(call, workbook, written, source);
}

export function appendToValues(call: SheetsCall): unknown {
  const source = fromQuery(call);
  const input = parseValueInput(readMessage(jsonBody(call.request), 'ValueRange', 'data'), 'data');
  const workbook = openWorkbook(call, 'write');
  const option = parseInputOption(source('valueInputOption'));
  const range = resolveA1(workbook, call.params.range ?? '');
  const { tableRange, written } = appendValues(workbook, range, input, {
    input: option,
    insert: source('insertDataOption') === 'INSERT_ROWS',
    now: call.parts.clock.now(),
  });
  saveWorkbook(call, workbook);
  return {
    spreadsheetId: workbook.id,
    ...(tableRange === undefined ? {} : { tableRange }),
    updates: withValues(call, workbook, written, source),
  };
}

export function clearOneRange(call: SheetsCall): unknown {
  const workbook = openWorkbook(call, 'write');
  const clearedRange = clearValues(workbook, resolveA1(workbook, call.params.range ?? ''));
  saveWorkbook(call, workbook);
  return { spreadsheetId: workbook.id, clearedRange };
}

export function batchClearValues(call: SheetsCall): unknown {
  const { ranges } = readMessage(jsonBody(call.request), 'BatchClearValuesRequest');
  const workbook = openWorkbook(call, 'write');
  const texts = [ranges ?? []].flat().map(String);
  const clearedRanges = texts.map((range) => clearValues(workbook, resolveA1(workbook, range)));
  saveWorkbook(call, workbook);
  return { spreadsheetId: workbook.id, ...(texts.length > 0 ? { clearedRanges } : {}) };
}

export function batchUpdateValues(call: SheetsCall): unknown {
  const body = readMessage(jsonBody(call.request), 'BatchUpdateValuesRequest');
  const data = objectsAt(body, 'data');
  const inputs = data.map((item, i) => inItem(i, () => parseValueInput(item, `data[${i}]`)));
  const workbook = openWorkbook(call, 'write');
  const option = parseInputOption(body.valueInputOption);
  const written = inputs.map((input, i) =>
    inItem(i, () => {
      const range = resolveA1(workbook, input.range ?? '');
      return writeValues(workbook, range, input, option, call.parts.clock.now());
    }),
  );
  saveWorkbook(call, workbook);
  const responses = written.map((item) => withValues(call, workbook, item, fromBody(body)));
  return { ...totals(workbook, written), ...(responses.length > 0 ? { responses } : {}) };
}
