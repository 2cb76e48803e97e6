import type { Cell } from './cell.ts';

/** A canonical cell, or why a value is none. */
export type ParsedCell =
  | { readonly ok: true; readonly cell: Cell }
  | { readonly ok: false; readonly message: string };

/** EMPTY text for what is no text. */
export function asString(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

export function refuse(message: string): ParsedCell {
  return { ok: false, message };
}

/** At most 60 characters of a value, for a message. */
export function show(value: unknown): string {
  const text = toText(value);
  return text.length > 60 ? `${text.slice(0, 57).toWellFormed()}…` : text;
}

function toText(value: unknown): string {
  if (typeof value === 'bigint') return String(value);
  try {
    return JSON.stringify(value) ?? typeof value;
  } catch {
    return Object.prototype.toString.call(value);
  }
}
