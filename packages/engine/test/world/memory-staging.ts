import type { StagedRow } from '../../src/model/staged-row.ts';
import type { AbsentRow, KeyRecord, RunBinding } from '../../src/sync/run-store.ts';
import type { MemoryObservation, MemoryRegistry, MemoryRun } from './memory-state.ts';

export function stageRows(run: MemoryRun, bindingId: string, page: readonly StagedRow[]): void {
  const observed = run.observedBy(bindingId);
  for (const row of page) {
    const recordId = observed.get(row.position)?.recordId ?? null;
    observed.set(row.position, { ...row, recordId });
  }
}

export function linkRows(
  registry: MemoryRegistry,
  run: MemoryRun,
  bindings: readonly RunBinding[],
): void {
  for (const { id, moved } of bindings) {
    const { byExternalId } = registry.binding(id);
    for (const row of run.observedBy(id).values()) {
      if (row.recordId === null && row.externalId !== null && !moved) {
        row.recordId = byExternalId.get(row.externalId) ?? null;
      }
      if (row.recordId === null && row.keyHash !== null) {
        row.recordId = registry.liveKeys.get(row.keyHash) ?? null;
      }
    }
  }
}

export function listNewKeys(run: MemoryRun, limit: number): string[] {
  const keys = new Set<string>();
  for (const row of observations(run)) {
    if (row.recordId === null && row.keyHash !== null) keys.add(row.keyHash);
  }
  return [...keys].sort().slice(0, limit);
}

export function assignRecords(run: MemoryRun, assigned: readonly KeyRecord[]): void {
  const recordOf = new Map(assigned.map(({ keyHash, recordId }) => [keyHash, recordId]));
  for (const row of observations(run)) {
    if (row.recordId === null && row.keyHash !== null) {
      row.recordId = recordOf.get(row.keyHash) ?? null;
    }
  }
}

export function listAbsent(
  registry: MemoryRegistry,
  run: MemoryRun,
  { id, stableRowIds }: RunBinding,
  limit: number,
): AbsentRow[] {
  const seen = new Set<string | null>();
  const elsewhere = new Set<string | null>();
  for (const { externalId, recordId } of run.observedBy(id).values()) {
    seen.add(externalId);
    if (!stableRowIds) elsewhere.add(recordId);
  }
  const classified = run.absentFrom(id);
  const absent: AbsentRow[] = [];
  for (const [recordId, { externalId, state, shown }] of registry.binding(id).byRecord) {
    const isSeen = seen.has(externalId) || elsewhere.has(recordId);
    const isAbsent = state === 'linked' && !isSeen && !classified.has(recordId);
    if (isAbsent) absent.push({ recordId, externalId, shown });
  }
  return absent.sort((a, b) => (a.recordId < b.recordId ? -1 : 1)).slice(0, limit);
}

export function chooseCandidates(
  registry: MemoryRegistry,
  run: MemoryRun,
  bindings: readonly RunBinding[],
  partitionSize: number,
): { candidates: number; partitions: number } {
  const chosen = new Set<string>();
  for (const { id, moved } of bindings) {
    const { byRecord } = registry.binding(id);
    const seen = new Set<string>();
    for (const { recordId, externalId, hash } of run.observedBy(id).values()) {
      if (recordId === null) continue;
      if (seen.has(recordId)) chosen.add(recordId);
      seen.add(recordId);
      const row = moved ? undefined : byRecord.get(recordId);
      if (row?.externalId !== externalId || row.shownHash !== hash) chosen.add(recordId);
    }
    for (const recordId of run.absentFrom(id).keys()) chosen.add(recordId);
    for (const recordId of registry.liveKeys.values()) {
      if (moved || !byRecord.has(recordId)) chosen.add(recordId);
    }
  }
  for (const recordId of registry.liveKeys.values()) {
    if (registry.records.get(recordId)?.settled === false) chosen.add(recordId);
  }
  for (const { recordId } of registry.openConflicts.values()) chosen.add(recordId);
  const ids = [...chosen].sort();
  run.partitions = [];
  for (let at = 0; at < ids.length; at += partitionSize) {
    run.partitions.push(ids.slice(at, at + partitionSize));
  }
  return { candidates: ids.length, partitions: run.partitions.length };
}

export function* observations(run: MemoryRun): Iterable<MemoryObservation> {
  for (const rows of run.observed.values()) yield* rows.values();
}
