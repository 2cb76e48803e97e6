import { editRichText } from './edit-rich-text.ts';
import { isObject, type Refusal } from './property-value.ts';

type Kept = { readonly ok: true; readonly native: unknown } | Refusal;

/**
 * A property value to write over `present` such that what the cell does not hold stays: the formatting of
 * text that does not change, the offset in which a time is shown, the order of options and related pages. Shows the same cell
 * as `native`.
 */
export function keepForm(nativeType: string, present: unknown, native: unknown): Kept {
  if (!isObject(present) || !isObject(native)) return { ok: true, native };
  const [old, next] = [present[nativeType], native[nativeType]];
  switch (nativeType) {
    case 'title':
    case 'rich_text':
      return Array.isArray(old) && Array.isArray(next)
        ? keepFormat(nativeType, old, next)
        : { ok: true, native };
    case 'date':
      return { ok: true, native: { date: isObject(next) ? keepOffset(old, next) : next } };
    case 'multi_select':
    case 'relation':
      return Array.isArray(old) && Array.isArray(next)
        ? { ok: true, native: { [nativeType]: keepOrder(old, next) } }
        : { ok: true, native };
    default:
      return { ok: true, native };
  }
}

function keepFormat(nativeType: string, old: readonly unknown[], next: readonly unknown[]): Kept {
  const parts = next.map((item) =>
    isObject(item) && isObject(item.text) ? String(item.text.content) : '',
  );
  const edited = editRichText(old, parts.join(''));
  return edited.ok ? { ok: true, native: { [nativeType]: edited.items } } : edited;
}

/** Options and related pages that stay keep their places; new ones come behind them. */
function keepOrder(old: readonly unknown[], next: readonly unknown[]): readonly unknown[] {
  const names = old.map(nameOf);
  const placeOf = (option: unknown): number => {
    const place = names.indexOf(nameOf(option));
    return place === -1 ? names.length : place;
  };
  return next.toSorted((a, b) => placeOf(a) - placeOf(b));
}

function nameOf(option: unknown): unknown {
  return isObject(option) ? (option.name ?? option.id) : undefined;
}

/** The instant that `next` names, told in the offset of the old time where that has one. */
function keepOffset(old: unknown, next: Readonly<Record<string, unknown>>) {
  const { start } = next;
  const before = isObject(old) && typeof old.start === 'string' ? old.start : '';
  const [, sign, hours, minutes] = /T.*([+-])(\d\d):(\d\d)$/.exec(before) ?? [];
  if (sign === undefined || typeof start !== 'string' || !start.endsWith('Z')) return next;
  const size = (Number(hours) * 60 + Number(minutes)) * 60_000;
  const local = new Date(Date.parse(start) + (sign === '-' ? -size : size)).toISOString();
  // Beyond the years of four digits ISO 8601 has another form.
  return /^\d{4}-/.test(local)
    ? { ...next, start: `${local.slice(0, -1)}${sign}${hours}:${minutes}` }
    : next;
}
