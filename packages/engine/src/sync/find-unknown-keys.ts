import type { Cell } from '../model/cell.ts';
import { keyHash } from '../model/key.ts';
import type { RecordView } from '../model/record-view.ts';
import type { UnknownKeys } from './3-validate/unknown-keys.ts';
import type { RunContext } from './run-context.ts';

/**
 * Looks up the keys that relations of the views got since the base was agreed. A registry that is not there or has no
 * records yet cannot tell which keys are wrong: two registries that relate to each other could never be begun.
 */
export async function findUnknownKeys(
  { specs, store }: Pick<RunContext, 'specs' | 'store'>,
  views: readonly RecordView[],
): Promise<UnknownKeys> {
  const unknown = new Map<string, ReadonlySet<string>>();
  for (const { field, relatedRegistry } of specs) {
    if (relatedRegistry === undefined) continue;
    const hashes = new Map(newKeys(views, field).map((key) => [key, hashOf(key)]));
    if (hashes.size === 0) continue;
    const asked = [...hashes.values()].flatMap((hash) => hash ?? []);
    const known = await store.findKeys(relatedRegistry, asked);
    if (known === null) continue;
    const isKnown = (hash: string | null) => hash !== null && known.has(hash);
    const missing = [...hashes].flatMap(([key, hash]) => (isKnown(hash) ? [] : [key]));
    if (missing.length > 0) unknown.set(field, new Set(missing));
  }
  return unknown;
}

function newKeys(views: readonly RecordView[], field: string): string[] {
  const keys = views.flatMap(({ base, rows }) => {
    const before = new Set(keysOf(base?.cells[field] ?? null));
    const observed = rows.flatMap((row) => keysOf(row.observed?.cells[field] ?? null));
    return observed.filter((key) => !before.has(key));
  });
  return [...new Set(keys)];
}

/** A key of one field has the same identity whatever the field is called. */
function hashOf(key: string): string | null {
  return keyHash(['key'], { key });
}

function keysOf(cell: Cell): readonly string[] {
  return Array.isArray(cell) ? cell : [];
}
