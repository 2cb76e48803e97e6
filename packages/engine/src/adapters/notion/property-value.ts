import { parseCell } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { DecodedCell, EncodedCell } from '../adapter.ts';

export type Refusal = { readonly ok: false; readonly rule: string; readonly message: string };

type Held = { readonly ok: true; readonly value: unknown } | Refusal;

export function refuse(rule: string, message: string): Refusal {
  return { ok: false, rule, message };
}

/** What a property value of the expected type holds; a value of another type is a problem `TYPE`. */
export function heldValue(native: unknown, nativeType: string): Held {
  if (!isObject(native)) return refuse('TYPE', 'this is not a property value of Notion');
  const { type } = native;
  if (type !== undefined && type !== nativeType) {
    return refuse('TYPE', `the property is of type ${String(type)}, not ${nativeType}`);
  }
  const value = native[nativeType];
  return value === undefined
    ? refuse('TYPE', `the property value has no member ${nativeType}`)
    : { ok: true, value };
}

/** `parseCell` with the problem `TYPE`. */
export function decodeAs(cellType: CellType, value: unknown): DecodedCell {
  const parsed = parseCell(cellType, value);
  return parsed.ok ? parsed : refuse('TYPE', parsed.message);
}

export function encoded(native: Readonly<Record<string, unknown>>): EncodedCell {
  return { ok: true, native };
}

export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
