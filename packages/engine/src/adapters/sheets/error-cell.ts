/**
 * What an error cell, or one that is still being computed, shows through the values API. Unformatted values tell the
 * cause behind it: `#DIV/0! (Function DIVIDE parameter 2 cannot be zero.)`.
 */
const ERROR_TEXT =
  /^(?:#NULL!|#DIV\/0!|#VALUE!|#REF!|#NAME\?|#NUM!|#N\/A|#ERROR!)(?: \(.*\))?$|^Loading\.\.\.$/s;

/**
 * Whether a cell shows an error instead of a value. A text that reads the same cannot be told from
 * one.
 */
export function isErrorText(value: unknown): boolean {
  return typeof value === 'string' && ERROR_TEXT.test(value);
}
