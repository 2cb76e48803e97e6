import { canonicalJson } from '../../src/crypto/canonical-json.ts';
import type { Cells } from '../../src/model/cell.ts';
import { keyHash } from '../../src/model/key.ts';
import type { RecordGoal } from '../../src/model/record-view.ts';
import type { RunGoal } from '../../src/model/run.ts';
import type { MemoryRecord, MemoryRegistry, MemoryRun, MemoryVersion } from './memory-state.ts';

/** Notes what a run is to bring back, as `db/goal-store.ts` does. */
export function stageGoals(registry: MemoryRegistry, run: MemoryRun, goal: RunGoal): number {
  for (const [recordId, record] of registry.records) {
    const states = goal.kind === 'undo' ? aroundRun(record, goal.runId) : since(record, goal.at);
    if (states === null || canonicalJson(states.before) === canonicalJson(states.after)) continue;
    run.goals.set(recordId, states);
  }
  return run.goals.size;
}

function aroundRun({ history }: MemoryRecord, runId: string) {
  const made = history.find((version) => version.runId === runId);
  if (made === undefined) return null;
  const prior = history.find(({ version }) => version === made.version - 1);
  return { before: liveCells(prior), after: liveCells(made) };
}

function since({ history, status, cells }: MemoryRecord, at: string) {
  const past = history.findLast((version) => version.at <= at);
  return { before: liveCells(past), after: status === 'live' ? cells : null };
}

function liveCells(version: MemoryVersion | undefined): Cells | null {
  return version?.status === 'live' ? version.cells : null;
}

/** The key that a record had counts as taken unless its holder is to go itself. */
export function goalOf(
  registry: MemoryRegistry,
  run: MemoryRun,
  recordId: string,
): RecordGoal | null {
  const states = run.goals.get(recordId);
  const kind = run.facts.goal?.kind;
  if (states === undefined || kind === undefined) return null;
  const hash = keyOf(registry, recordId, states.before);
  const holder = hash === null ? undefined : registry.liveKeys.get(hash);
  const itsGoal = holder === undefined ? undefined : run.goals.get(holder);
  const stays =
    holder !== undefined &&
    (itsGoal === undefined || keyOf(registry, holder, itsGoal.before) === hash);
  return { ...states, kind, keyTaken: stays && holder !== recordId };
}

function keyOf(registry: MemoryRegistry, recordId: string, cells: Cells | null): string | null {
  const key = registry.records.get(recordId)?.key ?? {};
  return cells === null ? null : keyHash(Object.keys(key), cells);
}
