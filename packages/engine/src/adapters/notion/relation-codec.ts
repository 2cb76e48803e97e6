import { canonicalSet } from '../../model/cell.ts';
import type { FieldCodec } from '../adapter.ts';
import { decodeAs, encoded, heldValue, isObject, refuse } from './property-value.ts';

/** Pages that one request may put into a relation; it replaces what was there. */
const RELATED_PAGES_MAX = 100;

/**
 * A relation property. Its native form names each page by the key that its row has, beside or in place of the page's
 * id: `whole-pages.ts` adds the keys to what Notion answers, `name-pages.ts` puts the ids in place of them.
 */
export function relationCodec(): FieldCodec {
  return {
    encode: (cell) => {
      if (cell === null) return encoded({ relation: [] });
      if (!Array.isArray(cell)) return refuse('TYPE', 'the cell is not a set of keys');
      if (cell.length > RELATED_PAGES_MAX) {
        return refuse('TOO_LONG', `${cell.length} related rows; Notion takes 100 at once`);
      }
      return encoded({ relation: cell.map((key) => ({ key })) });
    },
    decode: (native) => {
      const held = heldValue(native, 'relation');
      if (!held.ok) return held;
      if (!Array.isArray(held.value)) return refuse('TYPE', 'the relation is not a list');
      if (isObject(native) && native.has_more === true) {
        return refuse('TRUNCATED', 'Notion did not give all pages of the relation');
      }
      const keys = held.value.map((item) => (isObject(item) ? item.key : undefined));
      const nameless = keys.findIndex((key) => typeof key !== 'string' || key === '');
      if (nameless === -1) return decodeAs('relation', canonicalSet(keys as string[]));
      const item: unknown = held.value[nameless];
      const id = isObject(item) ? String(item.id) : 'without id';
      return refuse('ORPHAN_REL', `the related page ${id} is no row with a key of its table`);
    },
  };
}
