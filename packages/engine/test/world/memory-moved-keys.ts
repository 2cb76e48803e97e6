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

/**
 * Contents that one linked row alone showed and that stand in another row now, while its own does not show them
 * any more; none where no linked row shows such a content.
 */
export function permutedRows(
  registry: MemoryRegistry,
  run: MemoryRun,
  bindings: readonly RunBinding[],
  bindingId: string,
): number {
  if (!bindings.some((binding) => binding.id === bindingId && isMovable(binding))) return 0;
  const known = linked(registry, bindingId);
  const identities = new Set<string | null>(known.map(({ row }) => row.externalId));
  const shownBy = Map.groupBy(known, ({ row }) => row.contentHash);
  const staged = [...run.observedBy(bindingId).values()];
  const displaced = [...Map.groupBy(staged, ({ contentHash }) => contentHash)].filter(
    ([hash, rows]) => {
      const [sole, ...others] = hash === null ? [] : (shownBy.get(hash) ?? []);
      if (sole === undefined || others.length > 0) return false;
      const { recordId, row } = sole;
      return !rows.some((now) => now.externalId === row.externalId || now.recordId === recordId);
    },
  );
  const isUnderOther = displaced.some(([, rows]) =>
    rows.some(({ externalId }) => identities.has(externalId)),
  );
  return isUnderOther ? displaced.length : 0;
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
