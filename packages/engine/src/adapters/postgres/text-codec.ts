import type { EncodedCell } from '../adapter.ts';
import type { BitsType, EnumType, TextType } from './column-type.ts';

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export interface CodecRefusal {
  readonly ok: false;
  readonly rule: string;
  readonly message: string;
}

export function refuse(rule: string, message: string): CodecRefusal {
  return { ok: false, rule, message };
}

/**
 * Text for a column of text, an enum type or a uuid; lengths count characters, as Postgres does.
 */
export function encodeText(
  type: TextType | EnumType | { readonly kind: 'uuid' },
  cell: string,
): EncodedCell {
  if (!cell.isWellFormed() || cell.includes('\u0000')) {
    return refuse('TYPE', 'the text holds a character that Postgres cannot store');
  }
  if (type.kind === 'uuid') {
    return UUID.test(cell)
      ? { ok: true, native: cell.toLowerCase() }
      : refuse('TYPE', 'the text is not a UUID');
  }
  if (type.kind === 'enum') {
    return type.labels.includes(cell)
      ? { ok: true, native: cell }
      : refuse('UNKNOWN_OPTION', `the enum type has no label ${JSON.stringify(cell.slice(0, 60))}`);
  }
  const text = type.padded ? cell.replace(/ +$/, '') : cell;
  if (type.max !== null && [...text].length > type.max) {
    return refuse('TOO_LONG', `the column holds at most ${type.max} characters`);
  }
  return { ok: true, native: text === '' ? null : text };
}

/** A string of bits; `bit(n)` takes no other number of them. */
export function encodeBits({ length, varying }: BitsType, cell: string): EncodedCell {
  if (!/^[01]+$/.test(cell)) return refuse('TYPE', 'the text is not a string of 0 and 1');
  if (length === null || cell.length === length || (varying && cell.length < length)) {
    return { ok: true, native: cell };
  }
  const how = varying ? 'at most' : 'exactly';
  return refuse(
    cell.length > length ? 'TOO_LONG' : 'TYPE',
    `the column holds ${how} ${length} bits`,
  );
}
