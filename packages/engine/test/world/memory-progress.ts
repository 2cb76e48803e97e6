import type { RunEnding, RunStep, RunTotals, StepReport } from '../../src/model/run.ts';
import type { RunBinding } from '../../src/sync/run-store.ts';
import { closeRejected, newlyInvalidRows } from './memory-findings.ts';
import { permutedRows } from './memory-moved-keys.ts';
import { observations } from './memory-staging.ts';
import type { MemoryRegistry, MemoryRun } from './memory-state.ts';

export function beginStep({ steps }: MemoryRun, name: RunStep, now: Date): void {
  const known = steps.get(name);
  const startedAt = known?.startedAt ?? now.toISOString();
  const begun = { name, finishedAt: null, counts: {}, ...known };
  steps.set(name, { ...begun, startedAt, status: 'running' });
}

export function endStep(
  { steps }: MemoryRun,
  name: RunStep,
  counts: Readonly<Record<string, number>>,
  status: StepReport['status'],
  now: Date,
): void {
  const finishedAt = now.toISOString();
  const startedAt = steps.get(name)?.startedAt ?? finishedAt;
  steps.set(name, { name, status, startedAt, finishedAt, counts });
}

export function readTotals(
  registry: MemoryRegistry,
  run: MemoryRun,
  bindings: readonly RunBinding[],
): RunTotals {
  const seen = new Set<string>();
  for (const { recordId } of observations(run)) if (recordId !== null) seen.add(recordId);
  const byName = (countOf: (id: string) => number) =>
    Object.fromEntries(bindings.map(({ id, name }) => [name, countOf(id)]));
  return {
    live: registry.liveKeys.size,
    seenRecords: seen.size,
    linked: byName((id) => countLinked(registry, id)),
    observed: byName((id) => run.observedBy(id).size),
    permuted: byName((id) => permutedRows(registry, run, bindings, id)),
    openProblems: registry.openProblems.size,
    openConflicts: registry.openConflicts.size,
    newlyInvalidRows: newlyInvalidRows(registry),
  };
}

export function endRun(
  registry: MemoryRegistry,
  run: MemoryRun,
  ending: RunEnding,
  now: Date,
): void {
  switch (ending.status) {
    case 'previewed':
      for (const step of ['apply', 'audit', 'verify'] as const) {
        endStep(run, step, {}, 'skipped', now);
      }
      break;
    case 'halted':
      registry.blockedBy = run.facts.id;
      break;
    case 'failed':
      failOpenSteps(run, now);
      rememberDoubts(registry, run);
      break;
    default:
      rememberFetch(registry, run);
      closeRejected(registry, run.facts.id);
      for (const problem of registry.openProblems.values()) problem.known = true;
      run.facts.counts = { ...run.facts.counts, problems: registry.openProblems.size };
  }
  run.clearStaged();
  Object.assign(run.facts, ending);
  if (ending.status !== 'halted') run.facts.finishedAt = now.toISOString();
}

/** What it wrote, or may have, to rows of which it had not confirmed what they show. */
function rememberDoubts(registry: MemoryRegistry, run: MemoryRun): void {
  for (const { write, bindingId, status, outcome } of run.writes.values()) {
    const { recordId, kind, cells } = write;
    const isNothing = outcome?.status === 'stale' || outcome?.status === 'rejected';
    if (kind !== 'update' || status === 'planned' || isNothing) continue;
    const record = registry.records.get(recordId);
    if (record === undefined || record.updatedRun === run.facts.id) continue;
    const row = registry.binding(bindingId).byRecord.get(recordId);
    if (row?.state !== 'linked') continue;
    const shown = (outcome !== null && 'shown' in outcome ? outcome.shown : null) ?? {};
    const told = Object.entries(cells).map(([field, { before, after }]) => {
      return [field, { seen: shown[field] ?? before, written: after }];
    });
    record.settled = false;
    row.doubts = { ...row.doubts, ...Object.fromEntries(told) };
  }
}

function failOpenSteps({ steps }: MemoryRun, now: Date): void {
  for (const [name, report] of steps) {
    if (report.status !== 'running') continue;
    steps.set(name, { ...report, status: 'failed', finishedAt: now.toISOString() });
  }
}

/** When and where each binding was read is what the next run starts from. */
function rememberFetch(registry: MemoryRegistry, run: MemoryRun): void {
  for (const [id, { from, place, mark }] of Object.entries(run.fetched)) {
    const binding = registry.binding(id);
    binding.fetchedAt = from;
    binding.readMark = mark ?? null;
    binding.place = place;
  }
}

function countLinked(registry: MemoryRegistry, bindingId: string): number {
  let linked = 0;
  for (const { state } of registry.binding(bindingId).byRecord.values()) {
    if (state === 'linked') linked += 1;
  }
  return linked;
}
