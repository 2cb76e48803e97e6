import { instantOf } from '../date-values.ts';

/** A date in a formula, in milliseconds; `hasTime` is false for whole days. */
export interface FormulaDate {
  readonly start: number;
  readonly end: number | undefined;
  readonly hasTime: boolean;
  /** The text of the value, if the date comes unchanged from a column. */
  readonly source?: { readonly start: string; readonly end: string | null };
}

/** `undefined` is the empty value of every type. */
export type FormulaValue =
  | string
  | number
  | boolean
  | FormulaDate
  | readonly FormulaValue[]
  | undefined;

/** True for dates. */
export function isDate(value: FormulaValue): value is FormulaDate {
  return typeof value === 'object' && 'start' in value;
}

/** True for lists. */
export function isList(value: FormulaValue): value is readonly FormulaValue[] {
  return Array.isArray(value);
}

/** A date from the texts of a date value. */
export function dateFrom(start: string, end: string | null): FormulaDate {
  return {
    start: instantOf(start),
    end: end === null ? undefined : instantOf(end),
    hasTime: start.length > 10,
    source: { start, end },
  };
}

/** A point in time. */
export const dateAt = (start: number, hasTime = true): FormulaDate => ({
  start,
  end: undefined,
  hasTime,
});

/** True for what `empty()` calls empty. */
export function isEmpty(value: FormulaValue): boolean {
  if (value === undefined || value === '' || value === 0 || value === false) return true;
  if (typeof value === 'number') return Number.isNaN(value);
  return isList(value) && value.length === 0;
}

/** The value as text. */
export function textOf(value: FormulaValue): string {
  if (value === undefined) return '';
  if (isList(value)) return value.map(textOf).join(', ');
  if (isDate(value)) return new Date(value.start).toISOString().slice(0, value.hasTime ? 16 : 10);
  return String(value);
}

/** The value as a number; NaN if it is none. */
export function numberOf(value: FormulaValue): number {
  if (value === undefined || value === '') return Number.NaN;
  if (isDate(value)) return value.start;
  if (isList(value)) return numberOf(value[0]);
  return Number(value);
}

/** Whether the value counts as true. */
export const isTrue = (value: FormulaValue): boolean => !isEmpty(value);

/** Orders two values: dates and numbers by size, all else as text. */
export function compareValues(left: FormulaValue, right: FormulaValue): number {
  if (isDate(left) && isDate(right)) return left.start - right.start;
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [a, b] = [textOf(left), textOf(right)];
  return a < b ? -1 : a > b ? 1 : 0;
}
