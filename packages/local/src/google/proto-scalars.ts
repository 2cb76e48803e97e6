import { enumOf } from './request-messages.ts';

/** How messages call the types of scalars. */
const TYPE_NAMES: Readonly<Record<string, string>> = {
  s: 'TYPE_STRING',
  i: 'TYPE_INT32',
  d: 'TYPE_DOUBLE',
  b: 'TYPE_BOOL',
};

const TRUE = new Set(['true', 't', 'yes', 'y', '1']);
const FALSE = new Set(['false', 'f', 'no', 'n', '0']);
const MAX_INT32 = 2 ** 31 - 1;
const MIN_INT32 = -(2 ** 31);

/** The name of a type in messages: of a scalar, or of an enumeration or message of Sheets. */
export const typeName = (type: string): string =>
  TYPE_NAMES[type] ?? `type.googleapis.com/google.apps.sheets.v4.${type}`;

/** How messages show a value: texts in quotes without any escapes. */
export const shownValue = (value: unknown): string =>
  typeof value === 'string' ? `"${value}"` : JSON.stringify(value);

/**
 * A JSON value as a scalar type takes it; `undefined` if it does not. Numbers may be texts; booleans
 * also words and 0 and 1; values of enumerations also their numbers, in any case, and with hyphens.
 */
export function scalarOf(type: string, value: unknown): string | number | boolean | undefined {
  switch (type) {
    case 's':
      return typeof value === 'string' ? value : undefined;
    case 'i': {
      const number = typeof value === 'string' ? integerText(value) : value;
      const isFit = typeof number === 'number' && Number.isInteger(number);
      return isFit && number >= MIN_INT32 && number <= MAX_INT32 ? number : undefined;
    }
    case 'd': {
      const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
      return typeof number === 'number' && !Number.isNaN(number) ? number : undefined;
    }
    case 'b':
      return booleanOf(value);
    default:
      return enumValue(enumOf(type) ?? [], value);
  }
}

const integerText = (text: string): number | undefined =>
  /^[+-]?\d+$/.test(text) ? Number(text) : undefined;

function booleanOf(value: unknown): boolean | undefined {
  if (typeof value === 'boolean') return value;
  const word = typeof value === 'number' ? String(value) : value;
  if (typeof word !== 'string') return undefined;
  const folded = word.toLowerCase();
  if (TRUE.has(folded)) return true;
  return FALSE.has(folded) ? false : undefined;
}

function enumValue(values: readonly string[], value: unknown): string | undefined {
  if (typeof value === 'number') return values[value];
  if (typeof value !== 'string') return undefined;
  const folded = value.toUpperCase().replaceAll('-', '_');
  const number = integerText(value);
  return (
    values.find((name) => name === folded) ?? (number === undefined ? undefined : values[number])
  );
}
