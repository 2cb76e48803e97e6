import { leftOut, type UnrelatedWrite } from '../../src/model/left-out.ts';
import type { PartitionPlan, PlannedRecord } from '../../src/model/plan.ts';
import type { RunFailure } from '../../src/model/run.ts';
import { unheardOutcome } from '../../src/model/unheard-outcome.ts';
import type { RowWrite, WriteOutcome } from '../../src/model/write.ts';
import type { MemoryRun, MemoryWrite } from './memory-state.ts';

const KIND_ORDER = { delete: 0, update: 1, restore: 2, create: 3 } as const;

export function savePlan(
  run: MemoryRun,
  partition: number,
  { writes, records }: Pick<PartitionPlan, 'writes' | 'records'>,
  idOf: (binding: string) => string,
): void {
  for (const [id, write] of run.writes) if (write.partition === partition) run.writes.delete(id);
  writes.forEach((write, i) => {
    const ord = KIND_ORDER[write.kind] * 100_000_000 + partition * 10_000 + i;
    const bindingId = idOf(write.binding);
    run.writes.set(write.id, {
      write,
      bindingId,
      partition,
      ord,
      status: 'planned',
      outcome: null,
    });
  });
  run.planned.set(
    partition,
    records.toSorted((a, b) => (a.next.recordId < b.next.recordId ? -1 : 1)),
  );
}

/** Marks writes attempted, and tells which of them had been before. */
export function attempt(writes: readonly MemoryWrite[]): RowWrite[] {
  return writes.map((each) => {
    const attempted = each.status === 'attempted';
    each.status = 'attempted';
    const { id, kind, externalId, key, cells } = each.write;
    return { id, kind, externalId, key, cells, attempted };
  });
}

export function saveOutcomes(run: MemoryRun, outcomes: readonly WriteOutcome[]): void {
  for (const outcome of outcomes) {
    const planned = run.writes.get(outcome.id);
    if (planned !== undefined) Object.assign(planned, { status: 'done', outcome });
  }
}

export function failOpenWrites(
  run: MemoryRun,
  binding: string,
  { code, message }: RunFailure,
): void {
  for (const each of openWrites(run, binding)) {
    const rule = each.status === 'attempted' ? 'UNKNOWN' : code;
    each.status = 'done';
    each.outcome = { id: each.write.id, status: 'failed', rule, message };
  }
}

export function countPartitions(run: MemoryRun): number {
  const filled = [...run.planned].filter(([, records]) => records.length > 0);
  return Math.max(-1, ...filled.map(([partition]) => partition)) + 1;
}

export function readPlan(run: MemoryRun, partition: number): PlannedRecord[] {
  const own = [...run.writes.values()]
    .filter((each) => each.partition === partition)
    .sort((a, b) => a.ord - b.ord);
  const writesOf = Map.groupBy(own, ({ write }) => write.recordId);
  return (run.planned.get(partition) ?? []).map(({ next, conflicts }) => ({
    next,
    conflicts,
    writes: (writesOf.get(next.recordId) ?? []).map(({ write, outcome, status }) => ({
      write,
      outcome: outcome ?? unheardOutcome(write.id, status === 'attempted'),
    })),
  }));
}

/** Writes of a binding whose outcome left relations out, in plan order behind the write `after`. */
export function unrelatedWrites(
  run: MemoryRun,
  binding: string,
  fields: readonly string[],
  after: string | null,
): UnrelatedWrite[] {
  const from = after === null ? -1 : (run.writes.get(after)?.ord ?? -1);
  return [...run.writes.values()]
    .filter(({ write, ord }) => write.binding === binding && ord > from)
    .sort((a, b) => a.ord - b.ord)
    .flatMap(({ write: { id, kind, externalId, key, cells }, outcome }) => {
      if (outcome === null) return [];
      const each = { write: { id, kind, externalId, key, cells, attempted: true }, outcome };
      return leftOut(each, fields) === null ? [] : [each];
    });
}

/** Writes of a binding without outcome, in plan order. */
export function openWrites(run: MemoryRun, binding: string): MemoryWrite[] {
  return [...run.writes.values()]
    .filter(({ write, status }) => write.binding === binding && status !== 'done')
    .sort((a, b) => a.ord - b.ord);
}
