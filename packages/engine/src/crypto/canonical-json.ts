/** Deepest nesting that is canonicalised; deeper values are refused, so that no input exhausts the stack. */
const DEPTH_MAX = 64;

/** Nothing in it is escaped, and nothing is half of a surrogate pair. */
const PLAIN = /^[\w .:,-]*$/;

/**
 * RFC 8785 canonical JSON of plain data: null, booleans, well-formed strings, safe numbers, dense arrays and
 * plain objects. Anything that JSON would drop, round or rewrite is refused instead.
 * @throws TypeError naming the place of the value that is refused
 */
export function canonicalJson(value: unknown): string {
  const text = write(value, 0);
  if (text !== null) return text;
  throw new TypeError(`$${faultOf(value, 0) ?? ': nothing to canonicalise'}`);
}

/**
 * Checks and writes in one pass: of all that the engine computes this is what it does most often. Null where
 * anything is refused; `faultOf` then says what, and where. Numbers and strings are those of RFC 8785, which takes
 * them from ECMAScript; names are sorted by UTF-16 code units, as `sort` does.
 */
function write(value: unknown, depth: number): string | null {
  if (depth > DEPTH_MAX) return null;
  switch (typeof value) {
    case 'string':
      return writeString(value);
    case 'boolean':
      return value ? 'true' : 'false';
    case 'number':
      if (!Number.isFinite(value)) return null;
      return Number.isInteger(value) && !Number.isSafeInteger(value) ? null : JSON.stringify(value);
    case 'object':
      if (value === null) return 'null';
      return Array.isArray(value) ? writeArray(value, depth) : writeObject(value, depth);
    default:
      return null;
  }
}

/** Most strings have nothing that JSON escapes, and stand as they are. */
function writeString(value: string): string | null {
  if (PLAIN.test(value)) return `"${value}"`;
  return value.isWellFormed() ? JSON.stringify(value) : null;
}

function writeArray(value: readonly unknown[], depth: number): string | null {
  let text = '';
  for (let i = 0; i < value.length; i++) {
    const item = i in value ? write(value[i], depth + 1) : null;
    if (item === null) return null;
    text += i === 0 ? item : `,${item}`;
  }
  return `[${text}]`;
}

function writeObject(value: object, depth: number): string | null {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return null;
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  for (const name of sortedNames(value)) {
    const label = writeString(name);
    const member = write(members[name], depth + 1);
    if (label === null || member === null) return null;
    text += text === '' ? `${label}:${member}` : `,${label}:${member}`;
  }
  return `{${text}}`;
}

function sortedNames(value: object): readonly string[] {
  const names = Object.keys(value);
  for (let i = 1; i < names.length; i++) {
    if ((names[i - 1] ?? '') > (names[i] ?? '')) return names.sort();
  }
  return names;
}

/** What is refused and where, as `.field[0]: reason`; null if nothing is. The place is put together only then. */
function faultOf(value: unknown, depth: number): string | null {
  if (depth > DEPTH_MAX) return `: deeper than ${DEPTH_MAX} levels`;
  switch (typeof value) {
    case 'boolean':
      return null;
    case 'string':
      return value.isWellFormed() ? null : ': half of a surrogate pair';
    case 'number':
      if (!Number.isFinite(value)) return ': not a finite number';
      if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
        return ': beyond the safe integers';
      }
      return null;
    case 'object':
      if (value === null) return null;
      return Array.isArray(value) ? faultOfArray(value, depth) : faultOfObject(value, depth);
    default:
      return `: ${typeof value} is not JSON`;
  }
}

function faultOfArray(value: readonly unknown[], depth: number): string | null {
  for (let i = 0; i < value.length; i++) {
    const fault = i in value ? faultOf(value[i], depth + 1) : ': hole in an array';
    if (fault !== null) return `[${i}]${fault}`;
  }
  return null;
}

function faultOfObject(value: object, depth: number): string | null {
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return ': not a plain object';
  for (const [key, member] of Object.entries(value)) {
    if (!key.isWellFormed()) return ': half of a surrogate pair in a name';
    const fault = faultOf(member, depth + 1);
    if (fault !== null) return `.${key}${fault}`;
  }
  return null;
}
