import type { Evaluation } from './formula-evaluation.ts';
import type { LocaleFormat } from './locale-format.ts';
import { formatNumber } from './number-format.ts';
import { isDateFormat } from './serial-date.ts';
import type { Sheet } from './sheet.ts';
import type { CellData, ExtendedValue, NumberFormat } from './wire.ts';

export interface RenderOptions {
  readonly valueRender: 'FORMATTED_VALUE' | 'UNFORMATTED_VALUE' | 'FORMULA';
  readonly dateTimeRender: 'SERIAL_NUMBER' | 'FORMATTED_STRING';
}

export type RenderedValue = string | number | boolean;

/** How error values read in `values.*` and on the sheet. */
const ERROR_TEXTS: Readonly<Record<string, string>> = {
  ERROR: '#ERROR!',
  NULL_VALUE: '#NULL!',
  DIVIDE_BY_ZERO: '#DIV/0!',
  VALUE: '#VALUE!',
  REF: '#REF!',
  NAME: '#NAME?',
  NUM: '#NUM!',
  N_A: '#N/A',
  LOADING: 'Loading...',
};

/** The text that a value shows under a number format. */
export function formattedText(
  value: ExtendedValue,
  format: NumberFormat | undefined,
  locale?: LocaleFormat,
): string {
  if (value.errorValue) return ERROR_TEXTS[value.errorValue.type] ?? '#ERROR!';
  if (value.boolValue !== undefined) return value.boolValue ? 'TRUE' : 'FALSE';
  if (value.numberValue !== undefined) return formatNumber(value.numberValue, format, locale);
  return value.stringValue ?? '';
}

/** What `formattedValue` of a cell says; undefined for an empty cell. */
export function formattedValue(
  evaluation: Evaluation,
  sheet: Sheet,
  cell: CellData,
): string | undefined {
  if (cell.formattedValue !== undefined) return cell.formattedValue;
  const value = evaluation.effectiveValue(sheet, cell);
  return value && formattedText(value, evaluation.numberFormat(sheet, cell), evaluation.locale);
}

/** A cell as `values.*` gives it; an empty cell is an empty string. */
export function renderCell(
  evaluation: Evaluation,
  sheet: Sheet,
  cell: CellData | undefined,
  { valueRender, dateTimeRender }: RenderOptions,
): RenderedValue {
  if (!cell) return '';
  if (valueRender === 'FORMATTED_VALUE') return formattedValue(evaluation, sheet, cell) ?? '';
  const formula = cell.userEnteredValue?.formulaValue;
  if (valueRender === 'FORMULA' && formula !== undefined) return formula;
  const value = evaluation.effectiveValue(sheet, cell);
  if (!value) return '';
  const format = evaluation.numberFormat(sheet, cell);
  if (value.numberValue !== undefined) {
    const isText = dateTimeRender === 'FORMATTED_STRING' && isDateFormat(format);
    return isText ? formattedText(value, format, evaluation.locale) : value.numberValue;
  }
  const text = formattedText(value, undefined);
  const message = value.errorValue?.message ?? '';
  // Unformatted, an error tells its cause.
  return value.boolValue ?? (message === '' ? text : `${text} (${message})`);
}
