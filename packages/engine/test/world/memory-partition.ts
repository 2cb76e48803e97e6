import type { ObservedRow } from '../../src/model/observed-row.ts';
import type { RecordView, Resolution } from '../../src/model/record-view.ts';
import { rowView } from '../../src/model/row-view.ts';
import type { RunBinding } from '../../src/sync/run-store.ts';
import { goalOf } from './memory-goals.ts';
import { observations } from './memory-staging.ts';
import type {
  MemoryConflict,
  MemoryObservation,
  MemoryRecord,
  MemoryRegistry,
  MemoryRun,
} from './memory-state.ts';

export function readPartition(
  registry: MemoryRegistry,
  run: MemoryRun,
  bindings: readonly RunBinding[],
  partition: number,
): RecordView[] {
  const ids = run.partitions[partition] ?? [];
  if (ids.length === 0) return [];
  const observed = bindings.map(({ id }) => byRecord(run, id, new Set(ids)));
  const decided = [...registry.openConflicts.values()].filter(
    ({ resolution }) => resolution !== null,
  );
  const shownBy = recordsByKey(run);
  const isKeyTaken = ({ keyHash, recordId }: MemoryObservation) => {
    if (keyHash === null || recordId === null) return false;
    const holder = registry.liveKeys.get(keyHash);
    return holder === undefined ? (shownBy.get(keyHash)?.size ?? 0) > 1 : holder !== recordId;
  };
  const keyHolder = ({ keyHash, recordId }: MemoryObservation) => {
    const holder = keyHash === null ? undefined : registry.liveKeys.get(keyHash);
    if (keyHash === null || holder === undefined || holder === recordId) return null;
    const others = [...(shownBy.get(keyHash) ?? [])].filter((id) => id !== recordId);
    return others.every((id) => id === holder) ? holder : null;
  };
  return ids.map((recordId) => {
    const record = registry.records.get(recordId);
    return {
      recordId,
      ...lastBase(record),
      goal: goalOf(registry, run, recordId),
      resolutions: resolutionsOf(decided.filter((conflict) => conflict.recordId === recordId)),
      rows: bindings.map(({ id, name, moved }, i) => {
        const known = moved ? undefined : registry.binding(id).byRecord.get(recordId);
        const seen = (observed[i]?.get(recordId) ?? []).map((row) => ({
          row: toObserved(row),
          keyTaken: isKeyTaken(row),
          keyHolder: keyHolder(row),
        }));
        const presence = run.absentFrom(id).get(recordId)?.presence ?? null;
        return rowView(name, known ?? null, seen, presence);
      }),
    };
  });
}

function lastBase(record: MemoryRecord | undefined): Pick<RecordView, 'base' | 'past'> {
  if (record === undefined) return { base: null, past: null };
  const last = { cells: record.cells, version: record.version };
  return record.status === 'live' ? { base: last, past: null } : { base: null, past: last };
}

export function readUnidentified(
  run: MemoryRun,
  bindings: readonly RunBinding[],
): { binding: string; row: ObservedRow }[] {
  return bindings
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap(({ id, name }) =>
      [...run.observedBy(id).values()]
        .filter(({ recordId }) => recordId === null)
        .sort((a, b) => a.position - b.position)
        .map((row) => ({ binding: name, row: toObserved(row) })),
    );
}

export function readUnclaimed(run: MemoryRun, bindingId: string): ObservedRow[] {
  const rows = [...run.observedBy(bindingId).values()];
  const twins = Map.groupBy(rows, ({ externalId }) => externalId);
  const isShared = (id: string | null) => id !== null && (twins.get(id)?.length ?? 0) > 1;
  return rows
    .filter(({ recordId, externalId }) => recordId === null || isShared(externalId))
    .sort((a, b) => a.position - b.position)
    .map(toObserved);
}

/** Rows of the chosen records, each record's by position. */
function byRecord(
  run: MemoryRun,
  bindingId: string,
  chosen: ReadonlySet<string>,
): Map<string, MemoryObservation[]> {
  const found = new Map<string, MemoryObservation[]>();
  for (const row of run.observedBy(bindingId).values()) {
    if (row.recordId === null || !chosen.has(row.recordId)) continue;
    const rows = found.get(row.recordId);
    if (rows === undefined) found.set(row.recordId, [row]);
    else rows.push(row);
  }
  for (const rows of found.values()) rows.sort((a, b) => a.position - b.position);
  return found;
}

/** The records that show each key in this run. A key that no live record has is taken where two show it. */
function recordsByKey(run: MemoryRun): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { keyHash, recordId } of observations(run)) {
    if (keyHash === null || recordId === null) continue;
    const records = found.get(keyHash);
    if (records === undefined) found.set(keyHash, new Set([recordId]));
    else records.add(recordId);
  }
  return found;
}

function resolutionsOf(decided: readonly MemoryConflict[]): Record<string, Resolution> {
  return Object.fromEntries(
    decided.map(({ field, candidates, resolution }) => [
      field,
      { value: resolution?.value ?? null, seen: candidates },
    ]),
  );
}

/** Times come back in milliseconds, as they do from the state database. */
function toObserved({
  externalId,
  position,
  cells,
  problems,
  edited,
  remembered,
}: MemoryObservation) {
  const interval =
    edited === null ? null : { from: toMillis(edited.from), to: toMillis(edited.to) };
  const standsIn = remembered === undefined ? {} : { remembered };
  return { externalId, position, cells, problems, edited: interval, ...standsIn };
}

function toMillis(time: string): string {
  const isExact = time.length === '2026-01-31T12:00:00.000Z'.length && time.endsWith('Z');
  return isExact ? time : new Date(time).toISOString();
}
