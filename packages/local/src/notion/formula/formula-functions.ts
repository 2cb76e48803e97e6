import { DATE_FUNCTIONS } from './date-functions.ts';
import {
  compareValues,
  type FormulaValue,
  isDate,
  isEmpty,
  isList,
  isTrue,
  numberOf,
  textOf,
} from './formula-values.ts';

type FormulaFunction = (args: readonly FormulaValue[]) => FormulaValue;

const math =
  (work: (value: number) => number): FormulaFunction =>
  (args) => {
    const result = work(numberOf(args[0]));
    return Number.isNaN(result) ? undefined : result;
  };
const over =
  (work: (numbers: readonly number[]) => number): FormulaFunction =>
  (args) => {
    const numbers = args.flat().map(numberOf);
    return work(numbers.filter((value) => !Number.isNaN(value)));
  };
const text =
  (work: (subject: string, args: readonly FormulaValue[]) => FormulaValue): FormulaFunction =>
  (args) =>
    work(textOf(args[0]), args);
const listOf = (value: FormulaValue): readonly FormulaValue[] =>
  isList(value) ? value : isEmpty(value) ? [] : [value];
const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
const count = (value: FormulaValue): number =>
  isList(value) ? value.length : textOf(value).length;
const holds = (container: FormulaValue, part: FormulaValue): boolean =>
  isList(container)
    ? container.some((item) => compareValues(item, part) === 0)
    : textOf(container).includes(textOf(part));
const pattern = (value: FormulaValue, flags: string): RegExp => new RegExp(textOf(value), flags);
const unique = (values: readonly FormulaValue[]): FormulaValue[] => [
  ...new Map(values.map((value) => [textOf(value), value])).values(),
];

/** Adds numbers, joins anything else as text. */
export function add(left: FormulaValue, right: FormulaValue): FormulaValue {
  if (typeof left === 'number' && typeof right === 'number') return left + right;
  if (left === undefined && right === undefined) return undefined;
  if (typeof left === 'number' && right === undefined) return left;
  if (left === undefined && typeof right === 'number') return right;
  return textOf(left) + textOf(right);
}

/** Functions that take evaluated arguments, by name; methods get their target first. */
export const FORMULA_FUNCTIONS: Readonly<Record<string, FormulaFunction>> = {
  ...DATE_FUNCTIONS,
  abs: math(Math.abs),
  ceil: math(Math.ceil),
  floor: math(Math.floor),
  sqrt: math(Math.sqrt),
  cbrt: math(Math.cbrt),
  exp: math(Math.exp),
  ln: math(Math.log),
  log10: math(Math.log10),
  log2: math(Math.log2),
  sign: math(Math.sign),
  round: (args) => {
    const scale = 10 ** (args.length > 1 ? numberOf(args[1]) : 0);
    const result = Math.round(numberOf(args[0]) * scale) / scale;
    return Number.isNaN(result) ? undefined : result;
  },
  pow: (args) => numberOf(args[0]) ** numberOf(args[1]),
  add: (args) => add(args[0], args[1]),
  subtract: (args) => numberOf(args[0]) - numberOf(args[1]),
  multiply: (args) => numberOf(args[0]) * numberOf(args[1]),
  divide: (args) => numberOf(args[0]) / numberOf(args[1]),
  mod: (args) => numberOf(args[0]) % numberOf(args[1]),
  min: over((numbers) => Math.min(...numbers)),
  max: over((numbers) => Math.max(...numbers)),
  sum: over(sum),
  mean: over((numbers) => sum(numbers) / numbers.length),
  median: over((numbers) => {
    const sorted = [...numbers].sort((a, b) => a - b);
    const middle = (sorted.length - 1) / 2;
    return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
  }),
  pi: () => Math.PI,
  e: () => Math.E,
  toNumber: (args) => {
    const value = numberOf(args[0]);
    return Number.isNaN(value) ? undefined : value;
  },
  empty: (args) => isEmpty(args[0]),
  equal: (args) => compareValues(args[0], args[1]) === 0,
  unequal: (args) => compareValues(args[0], args[1]) !== 0,
  not: (args) => !isTrue(args[0]),
  format: text((subject) => subject),
  length: (args) => count(args[0]),
  concat: (args) => (isList(args[0]) ? args.flatMap(listOf) : args.map(textOf).join('')),
  contains: (args) => holds(args[0], args[1]),
  includes: (args) => holds(args[0], args[1]),
  lower: text((subject) => subject.toLowerCase()),
  upper: text((subject) => subject.toUpperCase()),
  trim: text((subject) => subject.trim()),
  repeat: text((subject, args) => subject.repeat(Math.max(0, numberOf(args[1])))),
  substring: text((subject, args) =>
    subject.slice(numberOf(args[1]), args[2] === undefined ? undefined : numberOf(args[2])),
  ),
  split: text((subject, args) => subject.split(textOf(args[1]))),
  replace: text((subject, args) => subject.replace(pattern(args[1], ''), textOf(args[2]))),
  replaceAll: text((subject, args) => subject.replace(pattern(args[1], 'g'), textOf(args[2]))),
  test: text((subject, args) => pattern(args[1], '').test(subject)),
  match: text((subject, args) => subject.match(pattern(args[1], 'g')) ?? []),
  link: text((subject) => subject),
  style: text((subject) => subject),
  unstyle: text((subject) => subject),
  name: text((subject) => subject),
  email: text((subject) => subject),
  join: (args) => listOf(args[0]).map(textOf).join(textOf(args[1])),
  list: (args) => args,
  at: (args) => listOf(args[0]).at(numberOf(args[1])),
  first: (args) => listOf(args[0])[0],
  last: (args) => listOf(args[0]).at(-1),
  slice: (args) =>
    listOf(args[0]).slice(numberOf(args[1]), args[2] === undefined ? undefined : numberOf(args[2])),
  sort: (args) => [...listOf(args[0])].sort(compareValues),
  reverse: (args) => [...listOf(args[0])].reverse(),
  unique: (args) => unique(listOf(args[0])),
  flat: (args) => listOf(args[0]).flatMap(listOf),
  dateRange: (args) => {
    const [from, to] = args;
    if (!isDate(from) || !isDate(to)) return undefined;
    return { start: from.start, end: to.start, hasTime: from.hasTime };
  },
};
