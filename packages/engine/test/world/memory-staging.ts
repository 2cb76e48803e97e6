import type { StagedRow } from '../../src/model/staged-row.ts';
import type { AbsentRow, KeyMove, KeyRecord, RunBinding } from '../../src/sync/run-store.ts';
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
        const known = byExternalId.get(row.externalId) ?? null;
        if (known !== null && !isTombstone(registry, id, known)) row.recordId = known;
      }
      if (row.recordId === null && row.keyHash !== null) {
        row.recordId = registry.liveKeys.get(row.keyHash) ?? null;
      }
    }
  }
}

export function linkReturned(
  registry: MemoryRegistry,
  run: MemoryRun,
  bindings: readonly RunBinding[],
): void {
  const back = recordsThatComeBack(registry, run, bindings);
  for (const row of observations(run)) {
    if (row.recordId === null && row.keyHash !== null) row.recordId = back.get(row.keyHash) ?? null;
  }
}

/** Deleted records of which a row is there again, by key: the first by id has all rows of it. */
function recordsThatComeBack(
  registry: MemoryRegistry,
  run: MemoryRun,
  bindings: readonly RunBinding[],
): Map<string, string> {
  const back = new Map<string, string>();
  for (const { id, moved } of bindings) {
    if (moved) continue;
    for (const { recordId, externalId, keyHash } of run.observedBy(id).values()) {
      if (recordId !== null || externalId === null || keyHash === null) continue;
      const former = registry.binding(id).byExternalId.get(externalId);
      const first = back.get(keyHash);
      if (former !== undefined && (first === undefined || former < first))
        back.set(keyHash, former);
    }
  }
  return back;
}

function isTombstone(registry: MemoryRegistry, bindingId: string, recordId: string): boolean {
  return registry.binding(bindingId).byRecord.get(recordId)?.state === 'tombstone';
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
  const comingBack = new Set<string | null>(run.goals.keys());
  for (const { recordId } of observations(run)) comingBack.add(recordId);
  for (const [recordId, { externalId, state, shown }] of registry.binding(id).byRecord) {
    const isSought = state === 'linked' || (state === 'tombstone' && comingBack.has(recordId));
    const isSeen = seen.has(externalId) || elsewhere.has(recordId);
    const isAbsent = isSought && !isSeen && !classified.has(recordId);
    if (isAbsent) absent.push({ recordId, externalId, shown });
  }
  return absent.sort((a, b) => (a.recordId < b.recordId ? -1 : 1)).slice(0, limit);
}

export function listKeyMoves(registry: MemoryRegistry, run: MemoryRun, limit: number): KeyMove[] {
  const moves = new Map<string, KeyMove>();
  for (const { recordId, keyHash } of observations(run)) {
    const holderId = keyHash === null ? undefined : registry.liveKeys.get(keyHash);
    if (recordId === null || holderId === undefined || holderId === recordId) continue;
    moves.set(`${recordId} ${holderId}`, { recordId, holderId });
  }
  const inOrder = [...moves].sort(([a], [b]) => compare(a, b));
  return inOrder.slice(0, limit).map(([, move]) => move);
}

export function chooseCandidates(
  registry: MemoryRegistry,
  run: MemoryRun,
  bindings: readonly RunBinding[],
  partitionSize: number,
  together: readonly (readonly string[])[],
): { candidates: number; partitions: number } {
  const chosen = new Set<string>();
  for (const { id, moved } of bindings) {
    const { byRecord } = registry.binding(id);
    const seen = new Set<string>();
    for (const { recordId, externalId, hash } of run.observedBy(id).values()) {
      if (recordId === null) continue;
      if (seen.has(recordId)) chosen.add(recordId);
      seen.add(recordId);
      const known = moved ? undefined : byRecord.get(recordId);
      const row = known?.state === 'tombstone' ? undefined : known;
      if (row?.externalId !== externalId || row.shownHash !== hash) chosen.add(recordId);
    }
    for (const recordId of run.absentFrom(id).keys()) chosen.add(recordId);
    for (const recordId of registry.liveKeys.values()) {
      const row = moved ? undefined : byRecord.get(recordId);
      if (row === undefined || row.state === 'tombstone') chosen.add(recordId);
    }
  }
  for (const recordId of registry.liveKeys.values()) {
    if (registry.records.get(recordId)?.settled === false) chosen.add(recordId);
  }
  for (const recordId of run.goals.keys()) chosen.add(recordId);
  for (const { recordId } of registry.openConflicts.values()) chosen.add(recordId);
  run.partitions = cut([...chosen], partitionSize, together);
  return { candidates: chosen.size, partitions: run.partitions.length };
}

/** By id, but every record of a group in the place of the group's first. */
function cut(
  chosen: readonly string[],
  partitionSize: number,
  together: readonly (readonly string[])[],
): string[][] {
  const leaderOf = new Map<string, string>();
  for (const group of together) {
    const [leader] = group.toSorted();
    if (leader !== undefined) for (const recordId of group) leaderOf.set(recordId, leader);
  }
  const places = chosen
    .map((recordId) => ({ recordId, leader: leaderOf.get(recordId) ?? recordId }))
    .sort((a, b) => compare(a.leader, b.leader) || compare(a.recordId, b.recordId));
  const partitions: string[][] = [];
  let [last, part] = ['', 0];
  for (const [place, { recordId, leader }] of places.entries()) {
    if (leader !== last) part = Math.floor(place / partitionSize);
    last = leader;
    while (partitions.length <= part) partitions.push([]);
    partitions[part]?.push(recordId);
  }
  return partitions;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

export function* observations(run: MemoryRun): Iterable<MemoryObservation> {
  for (const rows of run.observed.values()) yield* rows.values();
}
