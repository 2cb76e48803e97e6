import type { EncodedCell } from '../adapter.ts';
import type { EnumType, TextType } from './column-type.ts';

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
