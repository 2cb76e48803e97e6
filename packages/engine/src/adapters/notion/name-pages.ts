import { RELATED_ROW_MISSING } from '../../model/write.ts';
import type { EncodedCell } from '../adapter.ts';
import { isObject, refuse } from './property-value.ts';
import type { RelatedPages } from './related-pages.ts';

/** A relation as the codec writes it, with the pages that have its keys in place of these. */
export function namePages(related: RelatedPages | undefined, native: unknown): EncodedCell {
  const items = isObject(native) && Array.isArray(native.relation) ? native.relation : [];
  const named: { readonly id: string; readonly key: string }[] = [];
  for (const item of items) {
    const key = isObject(item) ? String(item.key) : '';
    const pages = related?.pagesWith(key) ?? [];
    const [id] = pages;
    if (id === undefined) {
      return refuse(RELATED_ROW_MISSING, `the related table has no row ${JSON.stringify(key)} yet`);
    }
    if (pages.length > 1) {
      return refuse('AMBIGUOUS_KEY', `${pages.length} related rows are ${JSON.stringify(key)}`);
    }
    named.push({ id, key });
  }
  return { ok: true, native: { relation: named } };
}
