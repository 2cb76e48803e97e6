import type { RunBinding } from '../../src/sync/run-store.ts';
import type { MemoryRegistry, MemoryRow, MemoryRun } from './memory-state.ts';

/** In bindings whose rows have no identity but the key: what has one content on either side alone is one row. */
export function linkMovedKeys(
  registry: MemoryRegistry,
  run: MemoryRun,
  bindings: readonly RunBinding[],
): void {
  for (const { id } of bindings.filter(isMovable)) {
    const staged = [...run.observedBy(id).values()];
    const seen = new Set(staged.flatMap(({ externalId }) => externalId ?? []));
    const found = new Set(staged.flatMap(({ recordId }) => recordId ?? []));
    const orphans = linked(registry, id).filter(
      ({ recordId, row }) => !seen.has(row.externalId) && !found.has(recordId),
    );
    const orphansOf = Map.groupBy(orphans, ({ row }) => row.contentHash);
    const unlinked = staged.filter(({ recordId }) => recordId === null);
    for (const [hash, rows] of Map.groupBy(unlinked, ({ contentHash }) => contentHash)) {
      const [row, ...others] = rows;
      const [orphan, ...rivals] = orphansOf.get(hash) ?? [];
      const isSure = hash !== null && others.length === 0 && rivals.length === 0;
      if (isSure && row !== undefined && orphan !== undefined) row.recordId = orphan.recordId;
    }
  }
}

/** How many linked rows show what another one alone showed, while that one does not show it any more. */
export function permutedRows(
  registry: MemoryRegistry,
  run: MemoryRun,
  bindings: readonly RunBinding[],
  bindingId: string,
): number {
  if (!bindings.some((binding) => binding.id === bindingId && isMovable(binding))) return 0;
  const known = linked(registry, bindingId).map(({ row }) => row);
  const identities = new Set(known.map(({ externalId }) => externalId));
  const shownBy = Map.groupBy(known, ({ contentHash }) => contentHash);
  const staged = [...run.observedBy(bindingId).values()];
  const shows = new Set(
    staged.map(({ externalId, contentHash }) => `${contentHash} ${externalId}`),
  );
  const permuted = staged.filter(({ externalId, contentHash }) => {
    const [sole, ...others] = contentHash === null ? [] : (shownBy.get(contentHash) ?? []);
    const isForeign = sole !== undefined && others.length === 0 && sole.externalId !== externalId;
    return isForeign && !shows.has(`${contentHash} ${sole.externalId}`);
  });
  const ids = permuted.flatMap(({ externalId }) => externalId ?? []);
  return new Set(ids.filter((id) => identities.has(id))).size;
}

function isMovable({ moved, stableRowIds }: RunBinding): boolean {
  return !moved && !stableRowIds;
}

function linked(
  registry: MemoryRegistry,
  bindingId: string,
): { recordId: string; row: MemoryRow }[] {
  return [...registry.binding(bindingId).byRecord]
    .filter(([, { state }]) => state === 'linked')
    .map(([recordId, row]) => ({ recordId, row }));
}
