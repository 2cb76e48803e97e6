import { findProperty } from '../property-names.ts';
import type { DataSource } from '../stored-objects.ts';
import type { Formula } from './parse-formula.ts';
import { formulaOf, referencedId } from './stored-formula.ts';

/** The types of a formula's value on the wire. */
export type ResultType = 'string' | 'number' | 'boolean' | 'date';

const DATE_RESULTS = new Set([
  'now',
  'today',
  'dateAdd',
  'dateSubtract',
  'dateStart',
  'dateEnd',
  'fromTimestamp',
  'parseDate',
  'dateRange',
]);
const NUMBER_RESULTS = new Set([
  'abs',
  'ceil',
  'floor',
  'sqrt',
  'cbrt',
  'exp',
  'ln',
  'log10',
  'log2',
  'sign',
  'round',
  'pow',
  'min',
  'max',
  'sum',
  'mean',
  'median',
  'toNumber',
  'length',
  'dateBetween',
  'timestamp',
  'minute',
  'hour',
  'day',
  'date',
  'week',
  'month',
  'year',
  'subtract',
  'multiply',
  'divide',
  'mod',
]);
const BOOLEAN_RESULTS = /^(empty|equal|unequal|not|and|or|contains|includes|test|some|every)$/;
const BOOLEAN_OPERATORS = /^(==|!=|>|<|>=|<=|and|or|&&|\|\|)$/;
const COLUMN_RESULTS: Readonly<Record<string, ResultType>> = {
  number: 'number',
  checkbox: 'boolean',
  date: 'date',
  created_time: 'date',
  last_edited_time: 'date',
};

/** The type of an empty result, from the form of the formula. */
export function formulaType(formula: Formula, source: DataSource): ResultType {
  switch (formula.kind) {
    case 'literal':
      return typeof formula.value as ResultType;
    case 'property': {
      const column = findProperty(source, referencedId(formula.reference));
      if (column?.type === 'formula') {
        const inner = formulaOf(column);
        return inner && inner !== formula ? formulaType(inner, source) : 'string';
      }
      return COLUMN_RESULTS[column?.type ?? ''] ?? 'string';
    }
    case 'unary':
      return formula.operator === '-' ? 'number' : 'boolean';
    case 'binary': {
      if (BOOLEAN_OPERATORS.test(formula.operator)) return 'boolean';
      if (formula.operator !== '+') return 'number';
      const sides = [formulaType(formula.left, source), formulaType(formula.right, source)];
      return sides.every((side) => side === 'number') ? 'number' : 'string';
    }
    case 'conditional':
      return formulaType(formula.whenTrue, source);
    case 'name':
    case 'call':
    case 'method':
      return typeOfCall(formula.name, 'args' in formula ? formula.args : [], source);
  }
}

function typeOfCall(name: string, args: readonly Formula[], source: DataSource): ResultType {
  if (name === 'if' && args[1]) return formulaType(args[1], source);
  if (DATE_RESULTS.has(name)) return 'date';
  if (NUMBER_RESULTS.has(name)) return 'number';
  return BOOLEAN_RESULTS.test(name) ? 'boolean' : 'string';
}
