import { formatGeneral, formatNumber } from './number-format.ts';
import { serialOf } from './serial-date.ts';
import type { ErrorValue } from './wire.ts';

/** What a formula yields; null is an empty cell. */
export type FormulaValue = number | string | boolean | null | ErrorValue;

export const isError = (value: unknown): value is ErrorValue =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A failure inside a formula: it becomes the value of the cell. */
export class FormulaError extends Error {
  readonly value: ErrorValue;

  constructor(type: string, message: string) {
    super(message);
    this.name = 'FormulaError';
    this.value = { type, message };
  }
}

export function toNumber(value: FormulaValue): number {
  if (isError(value)) throw new FormulaError(value.type, value.message ?? '');
  if (value === null || value === '') return 0;
  if (typeof value === 'boolean') return value ? 1 : 0;
  const number = Number(value);
  if (Number.isFinite(number)) return number;
  throw new FormulaError('VALUE', `'${value}' is a text and cannot be coerced to a number.`);
}

export function toText(value: FormulaValue): string {
  if (isError(value)) throw new FormulaError(value.type, value.message ?? '');
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  return typeof value === 'number' ? formatGeneral(value) : value;
}

export function toBoolean(value: FormulaValue): boolean {
  if (typeof value === 'string' && /^(true|false)$/i.test(value))
    return value.toLowerCase() === 'true';
  return toNumber(value) !== 0;
}

/** An argument: one value, or the cells of a range row by row. */
export type Argument = FormulaValue | readonly FormulaValue[];

const cells = (argument: Argument): readonly FormulaValue[] =>
  Array.isArray(argument) ? argument : [argument as FormulaValue];

const single = (argument: Argument | undefined): FormulaValue => {
  if (argument === undefined) return null;
  return cells(argument)[0] ?? null;
};

/** Ranges give their numbers only; a value given directly must be a number. */
function numbers(args: readonly Argument[]): number[] {
  return args.flatMap((argument) => {
    if (!Array.isArray(argument)) return [toNumber(argument as FormulaValue)];
    for (const error of argument.filter(isError)) toNumber(error);
    return argument.filter((value): value is number => typeof value === 'number');
  });
}

const average = (list: readonly number[]): number => {
  if (list.length === 0) {
    throw new FormulaError(
      'DIVIDE_BY_ZERO',
      'Evaluation of function AVERAGE caused a divide by zero error.',
    );
  }
  return list.reduce((a, b) => a + b, 0) / list.length;
};

const filled = (args: readonly Argument[]) => args.flatMap(cells).filter((value) => value !== null);

const round = (value: number, places: number): number => {
  const factor = 10 ** places;
  return (Math.sign(value) * Math.round(Math.abs(value) * factor * (1 + Number.EPSILON))) / factor;
};

/** Functions of their evaluated arguments, by name. */
export const FUNCTIONS: Readonly<Record<string, (args: readonly Argument[]) => FormulaValue>> = {
  SUM: (args) => numbers(args).reduce((a, b) => a + b, 0),
  AVERAGE: (args) => average(numbers(args)),
  MIN: (args) => Math.min(...numbers(args), ...(numbers(args).length === 0 ? [0] : [])),
  MAX: (args) => Math.max(...numbers(args), ...(numbers(args).length === 0 ? [0] : [])),
  COUNT: (args) => args.flatMap(cells).filter((value) => typeof value === 'number').length,
  COUNTA: (args) => filled(args).length,
  PRODUCT: (args) => numbers(args).reduce((a, b) => a * b, 1),
  ABS: (args) => Math.abs(toNumber(single(args[0]))),
  ROUND: (args) => round(toNumber(single(args[0])), toNumber(single(args[1]))),
  INT: (args) => Math.floor(toNumber(single(args[0]))),
  MOD: (args) => {
    const divisor = toNumber(single(args[1]));
    const value = toNumber(single(args[0]));
    if (divisor === 0)
      throw new FormulaError('DIVIDE_BY_ZERO', 'Function MOD parameter 2 cannot be zero.');
    return value - divisor * Math.floor(value / divisor);
  },
  CONCATENATE: (args) => args.flatMap(cells).map(toText).join(''),
  CONCAT: (args) => args.flatMap(cells).map(toText).join(''),
  LEN: (args) => toText(single(args[0])).length,
  UPPER: (args) => toText(single(args[0])).toUpperCase(),
  LOWER: (args) => toText(single(args[0])).toLowerCase(),
  TRIM: (args) => toText(single(args[0])).trim().replace(/ +/g, ' '),
  LEFT: (args) => toText(single(args[0])).slice(0, args.length > 1 ? toNumber(single(args[1])) : 1),
  RIGHT: (args) => {
    const count = args.length > 1 ? toNumber(single(args[1])) : 1;
    return count === 0 ? '' : toText(single(args[0])).slice(-count);
  },
  AND: (args) => args.flatMap(cells).every(toBoolean),
  OR: (args) => args.flatMap(cells).some(toBoolean),
  NOT: (args) => !toBoolean(single(args[0])),
  ISBLANK: (args) => single(args[0]) === null,
  DATE: (args) =>
    Math.round(
      serialOf(toNumber(single(args[0])), toNumber(single(args[1])), toNumber(single(args[2]))),
    ),
  TEXT: (args) => textFunction(toNumber(single(args[0])), toText(single(args[1]))),
  VALUE: (args) => toNumber(single(args[0])),
  HYPERLINK: (args) => (args.length > 1 ? single(args[1]) : single(args[0])),
  NA: () => ({ type: 'N_A' }),
};

const textFunction = (value: number, pattern: string): string =>
  formatNumber(value, { type: /[ymdhs]/i.test(pattern) ? 'DATE_TIME' : 'NUMBER', pattern });
