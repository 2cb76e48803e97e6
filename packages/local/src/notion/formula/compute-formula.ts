import { isObject, type JsonObject, listOr, objectOr, stringOr } from '../json-value.ts';
import { type RowContext, readValue } from '../page-values.ts';
import { findProperty } from '../property-names.ts';
import { plainText } from '../rich-text.ts';
import type { PropertySchema } from '../stored-objects.ts';
import { evaluateFormula, UnknownFunctionError } from './evaluate-formula.ts';
import { formulaType, type ResultType } from './formula-type.ts';
import { dateFrom, type FormulaValue, isDate, isList, textOf } from './formula-values.ts';
import { formulaOf, referencedId } from './stored-formula.ts';

/**
 * The value of a formula column; what is no formula, or uses what is not emulated, gives an empty
 * text.
 */
export function computeFormula(row: RowContext, property: PropertySchema): JsonObject {
  const formula = formulaOf(property);
  if (!formula || !row.source) return { type: 'string', string: null };
  const { source } = row;
  try {
    const value = evaluateFormula(formula, {
      now: row.state.now().getTime(),
      variables: new Map(),
      property: (reference) => {
        const column = findProperty(source, referencedId(reference));
        return column && formulaValue(column.type, readValue(row, column));
      },
    });
    return toResult(value, formulaType(formula, source));
  } catch (error) {
    if (isFormulaFailure(error)) return { type: 'string', string: null };
    throw error;
  }
}

/** Unknown functions, patterns that are none, and numbers beyond what dates and texts can hold. */
const isFormulaFailure = (error: unknown): boolean =>
  error instanceof UnknownFunctionError ||
  error instanceof SyntaxError ||
  error instanceof RangeError;

/** A property value as a formula sees it. */
function formulaValue(type: string, value: unknown): FormulaValue {
  switch (type) {
    case 'title':
    case 'rich_text':
      return plainText(value);
    case 'select':
    case 'status':
      return stringOr(objectOr(value).name);
    case 'multi_select':
    case 'people':
    case 'files':
      return listOr(value).map((item) => stringOr(objectOr(item).name) ?? '');
    case 'relation':
      return listOr(value).map((item) => stringOr(objectOr(item).id) ?? '');
    case 'created_by':
    case 'last_edited_by':
      return stringOr(objectOr(value).name);
    case 'unique_id': {
      const { prefix, number } = objectOr(value);
      return prefix ? `${String(prefix)}-${String(number)}` : String(number);
    }
    case 'formula':
    case 'rollup': {
      const inner = objectOr(value);
      const innerType = String(inner.type);
      if (innerType === 'array') {
        return listOr(inner.array).map((item) => {
          const itemType = String(objectOr(item).type);
          return formulaValue(itemType, objectOr(item)[itemType]);
        });
      }
      return formulaValue(innerType, inner[innerType]);
    }
    default:
      return plainValue(value);
  }
}

function plainValue(value: unknown): FormulaValue {
  if (typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'string') {
    return /^\d{4}-\d\d-\d\dT/.test(value) ? dateFrom(value, null) : value;
  }
  if (isObject(value) && typeof value.start === 'string') {
    return dateFrom(value.start, stringOr(value.end) ?? null);
  }
  return undefined;
}

function toResult(value: FormulaValue, expected: ResultType): JsonObject {
  if (value === undefined) {
    return { type: expected, [expected]: expected === 'boolean' ? false : null };
  }
  if (typeof value === 'number') return { type: 'number', number: value };
  if (typeof value === 'boolean') return { type: 'boolean', boolean: value };
  if (isDate(value)) {
    const { start, end = null } = value.source ?? {
      start: dateText(value.start, value.hasTime),
      end: value.end === undefined ? null : dateText(value.end, value.hasTime),
    };
    return { type: 'date', date: { start, end, time_zone: null } };
  }
  return { type: 'string', string: isList(value) ? textOf(value) : value };
}

const dateText = (time: number, hasTime: boolean): string => {
  const text = new Date(time).toISOString();
  return hasTime ? `${text.slice(0, 16)}:00.000+00:00` : text.slice(0, 10);
};
