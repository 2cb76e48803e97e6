import { invalidArgument } from './errors.ts';
import { parseUserEntered, type Typing } from './user-entered.ts';
import type { InputValue, ValueInputOption } from './values-input.ts';
import type { CellData, ExtendedValue, NumberFormat } from './wire.ts';

/** The longest text that one cell takes. */
const LONGEST_TEXT = 50_000;

/**
 * The cell with another value. Format, note and validation stay; what followed from the old value
 * goes.
 */
export function withValue(cell: CellData | undefined, value: ExtendedValue | undefined): CellData {
  const {
    userEnteredValue: _entered,
    effectiveValue: _effective,
    formattedValue: _formatted,
    textFormatRuns: _runs,
    hyperlink: _link,
    ...kept
  } = cell ?? {};
  return value === undefined ? kept : { ...kept, userEnteredValue: value };
}

export const withNumberFormat = (cell: CellData, numberFormat: NumberFormat): CellData => ({
  ...cell,
  userEnteredFormat: { ...cell.userEnteredFormat, numberFormat },
});

/**
 * The cell after a value of `values.*` was written into it; null and `""` are the caller's
 * business.
 */
export function enterValue(
  cell: CellData | undefined,
  value: Exclude<InputValue, null>,
  option: ValueInputOption,
  typing: Typing,
): CellData {
  if (value === '') return withValue(cell, undefined);
  if (typeof value === 'number') return withValue(cell, { numberValue: value });
  if (typeof value === 'boolean') return withValue(cell, { boolValue: value });
  if (value.length > LONGEST_TEXT) throw textTooLong();
  const format = cell?.userEnteredFormat?.numberFormat;
  const isTextCell = format?.type === 'TEXT';
  if (option === 'RAW' || isTextCell) return withValue(cell, { stringValue: value });
  const entered = parseUserEntered(value, typing);
  const written = withValue(cell, entered.value);
  return entered.format && !format ? withNumberFormat(written, entered.format) : written;
}

export const textTooLong = (): Error =>
  invalidArgument(
    `Your input contains more than the maximum of ${LONGEST_TEXT} characters in a single cell.`,
  );
