import { canonicalJson } from '../crypto/canonical-json.ts';
import { parseDecimal } from './parse-number.ts';
import { type ParsedCell, refuse, show } from './parsed-cell.ts';

/** Longer JSON is refused: a cell is kept in the log, in the history and in two tables. */
const JSON_LENGTH_MAX = 100_000;
const NUL = '\u0000';

/**
 * JSON text, or a value that JSON can hold, as canonical JSON. A number that a double does not hold exactly is
 * refused, as RFC 8785 would round it.
 */
export function parseJson(value: unknown): ParsedCell {
  try {
    const text = typeof value === 'string' ? value : canonicalJson(value);
    if (text.length > JSON_LENGTH_MAX) {
      return refuse(`more than ${JSON_LENGTH_MAX} characters of JSON`);
    }
    const canonical = canonicalJson(JSON.parse(text, holdable));
    return { ok: true, cell: canonical === 'null' ? null : canonical };
  } catch (error) {
    if (error instanceof RangeError) return refuse(error.message);
    if (error instanceof SyntaxError || error instanceof TypeError) {
      return refuse(`${show(value)} is not JSON that every system can hold`);
    }
    throw error;
  }
}

/** @throws RangeError for a number that is not exactly a double, and for text that Postgres does not take */
function holdable(key: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (key.includes(NUL) || (typeof value === 'string' && value.includes(NUL))) {
    throw new RangeError('the JSON holds the character U+0000');
  }
  if (typeof value !== 'number' || context?.source === undefined) return value;
  const [written, held] = [parseDecimal(context.source), parseDecimal(value)];
  if (written.ok && held.ok && written.cell === held.cell) return value;
  throw new RangeError(`${show(context.source)} is not exactly a double`);
}
