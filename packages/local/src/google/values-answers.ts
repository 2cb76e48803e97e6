import type { RenderOptions } from './cell-rendering.ts';
import { ApiError, invalidArgument } from './errors.ts';
import { Evaluation } from './formula-evaluation.ts';
import type { JsonObject } from './json.ts';
import type { SheetsCall } from './sheets-context.ts';
import { readValues, updateAnswer, type WrittenValues } from './values.ts';
import type { Workbook } from './workbook.ts';

/** Options for rendering, which are checked already; answers to updates name them with `response` in front. */
export function renderOptions(
  source: (name: string) => unknown,
  isResponse = false,
): RenderOptions {
  const name = (plain: string) =>
    isResponse ? `response${plain[0]?.toUpperCase()}${plain.slice(1)}` : plain;
  return {
    valueRender: (source(name('valueRenderOption')) ??
      'FORMATTED_VALUE') as RenderOptions['valueRender'],
    dateTimeRender: (source(name('dateTimeRenderOption')) ??
      'SERIAL_NUMBER') as RenderOptions['dateTimeRender'],
  };
}

/** Reads options from the query. */
export const fromQuery =
  ({ request }: SheetsCall) =>
  (name: string) =>
    request.query.get(name) ?? undefined;
/** Reads options from the body. */
export const fromBody = (body: JsonObject) => (name: string) => body[name];

/** Adds the values as they read afterwards, if the request asks for them. */
export function withValues(
  call: SheetsCall,
  workbook: Workbook,
  written: WrittenValues,
  source: (name: string) => unknown,
): JsonObject {
  const answer = updateAnswer(workbook, written);
  const isAsked = String(source('includeValuesInResponse')) === 'true';
  if (!isAsked) return answer;
  return {
    ...answer,
    updatedData: readValues(
      written,
      'ROWS',
      renderOptions(source, true),
      new Evaluation(workbook, call.parts.clock.now()),
    ),
  };
}

/** Distinct sheets, rows and columns that all writes together touched. */
export function totals(workbook: Workbook, written: readonly WrittenValues[]): JsonObject {
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
export function inItem<T>(index: number, action: () => T): T {
  try {
    return action();
  } catch (error) {
    const isBare = error instanceof ApiError && error.status === 400 && error.details === undefined;
    throw isBare ? invalidArgument(`Invalid data[${index}]: ${error.message}`) : error;
  }
}
