/**
 * The texts that an error cell, or one that is still being computed, shows through the values API.
 */
const ERROR_TEXTS: ReadonlySet<string> = new Set([
  '#NULL!',
  '#DIV/0!',
  '#VALUE!',
  '#REF!',
  '#NAME?',
  '#NUM!',
  '#N/A',
  '#ERROR!',
  'Loading...',
]);

/**
 * Whether a cell shows an error instead of a value. A text that reads the same cannot be told from
 * one.
 */
export function isErrorText(value: unknown): boolean {
  return typeof value === 'string' && ERROR_TEXTS.has(value);
}
