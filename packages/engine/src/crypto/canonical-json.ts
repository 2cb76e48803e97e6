import canonicalize from 'canonicalize';

/** Deepest nesting that is canonicalised; deeper values are refused, so that no input exhausts the stack. */
const DEPTH_MAX = 64;

/**
 * RFC 8785 canonical JSON of plain data: null, booleans, well-formed strings, safe numbers, dense arrays and
 * plain objects. Anything that JSON would drop, round or rewrite is refused instead.
 * @throws TypeError naming the place of the value that is refused
 */
export function canonicalJson(value: unknown): string {
  check(value, '$', 0);
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('$: nothing to canonicalise');
  return text;
}

function check(value: unknown, path: string, depth: number): void {
  if (depth > DEPTH_MAX) throw new TypeError(`${path}: deeper than ${DEPTH_MAX} levels`);
  switch (typeof value) {
    case 'boolean':
      return;
    case 'string':
      if (!value.isWellFormed()) throw new TypeError(`${path}: half of a surrogate pair`);
      return;
    case 'number':
      if (!Number.isFinite(value)) throw new TypeError(`${path}: not a finite number`);
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        throw new TypeError(`${path}: beyond the safe integers`);
      }
      return;
    case 'object':
      if (value !== null) checkObject(value, path, depth);
      return;
    default:
      throw new TypeError(`${path}: ${typeof value} is not JSON`);
  }
}

function checkObject(value: object, path: string, depth: number): void {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (!(i in value)) throw new TypeError(`${path}[${i}]: hole in an array`);
      check(value[i], `${path}[${i}]`, depth + 1);
    }
    return;
  }
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) {
    throw new TypeError(`${path}: not a plain object`);
  }
  for (const [key, member] of Object.entries(value)) {
    if (!key.isWellFormed()) throw new TypeError(`${path}: half of a surrogate pair in a name`);
    check(member, `${path}.${key}`, depth + 1);
  }
}
