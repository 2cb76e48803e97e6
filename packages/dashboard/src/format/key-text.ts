import { cellText } from './cell-text.ts';

/** A record's key for people: the value, or for a key of several fields all values in their order. */
export function keyText(key: Readonly<Record<string, unknown>> | undefined): string {
  const values = Object.values(key ?? {});
  return values.length === 0 ? '(no key)' : values.map(cellText).join(' · ');
}
