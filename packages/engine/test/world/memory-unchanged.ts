import { cellsEqual } from '../../src/model/cell.ts';
import type { RunBinding, UnprovenRow } from '../../src/sync/run-store.ts';
import type { MemoryRegistry, MemoryRow, MemoryRun } from './memory-state.ts';

export function hasUnknownRows(
  registry: MemoryRegistry,
  run: MemoryRun,
  { id, name }: RunBinding,
  key: readonly string[],
): boolean {
  const { byRecord, byExternalId } = registry.binding(id);
  const isLinked = (externalId: string | null) =>
    externalId !== null && byRecord.get(byExternalId.get(externalId) ?? '')?.state === 'linked';
  for (const { recordId, binding, externalId, field, rule } of registry.openProblems.values()) {
    const isKeyless = recordId === null && rule === 'KEY_REQUIRED' && binding !== name;
    if (isKeyless) continue;
    if (registry.records.get(recordId ?? '')?.status !== 'live') return true;
    const isOfRow = field === null || key.includes(field) || !isLinked(externalId);
    if (binding === name && isOfRow) return true;
  }
  for (const { id: recordId, status, settled } of registry.records.values()) {
    if (status === 'live' && !settled && !byRecord.has(recordId)) return true;
  }
  const staged = [...run.observedBy(id).values()];
  const keys = new Set(staged.flatMap(({ keyHash }) => keyHash ?? []));
  if (keys.size < staged.length) return true;
  return staged.some(({ keyHash, externalId }) => {
    const row = byRecord.get(registry.liveKeys.get(keyHash ?? '') ?? '');
    return row !== undefined && row.state !== 'tombstone' && row.externalId !== externalId;
  });
}

export function listUnproven(
  registry: MemoryRegistry,
  run: MemoryRun,
  bindingId: string,
  fields: readonly string[],
  after: string | null,
  limit: number,
): UnprovenRow[] {
  return unstaged(registry, run, bindingId)
    .filter(([recordId, row]) => !isProven(registry, recordId, row, fields))
    .map(([, { externalId, state }]) => ({ externalId, isDetached: state === 'detached' }))
    .filter(({ externalId }) => after === null || externalId > after)
    .sort((a, b) => (a.externalId < b.externalId ? -1 : 1))
    .slice(0, limit);
}

export function stageUnchanged(
  registry: MemoryRegistry,
  run: MemoryRun,
  bindingId: string,
  fields: readonly string[],
): number {
  const observed = run.observedBy(bindingId);
  const proven = unstaged(registry, run, bindingId)
    .filter(([recordId, row]) => isProven(registry, recordId, row, fields))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  let position = Math.max(-1, ...observed.keys());
  for (const [recordId, { externalId, shown, shownHash, contentHash }] of proven) {
    position += 1;
    const keyHash = registry.records.get(recordId)?.keyHash ?? null;
    const row = {
      ...{ externalId, position, cells: shown, problems: [], edited: null },
      remembered: true as const,
    };
    observed.set(position, { ...row, keyHash, hash: shownHash, contentHash, recordId });
  }
  return proven.length;
}

function unstaged(registry: MemoryRegistry, run: MemoryRun, bindingId: string) {
  const staged = new Set([...run.observedBy(bindingId).values()].map((row) => row.externalId));
  return [...registry.binding(bindingId).byRecord].filter(
    ([, { state, externalId }]) => state !== 'tombstone' && !staged.has(externalId),
  );
}

function isProven(
  { records, openConflicts, openProblems }: MemoryRegistry,
  recordId: string,
  { state, doubts, missed, shown }: MemoryRow,
  fields: readonly string[],
): boolean {
  const record = records.get(recordId);
  if (record?.status !== 'live' || !record.settled || state !== 'linked') return false;
  if (missed === true || (doubts !== undefined && doubts !== null)) return false;
  const isAllShown =
    Object.keys(shown).length === fields.length && fields.every((field) => field in shown);
  const showsKey = Object.entries(record.key).every(([field, cell]) =>
    cellsEqual(shown[field] ?? null, cell),
  );
  const isOpen = (found: { readonly recordId: string | null }) => found.recordId === recordId;
  const waits = [...openConflicts.values(), ...openProblems.values()].some(isOpen);
  return isAllShown && showsKey && !waits;
}
