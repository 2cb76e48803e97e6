import { cellsEqual } from '../../model/cell.ts';
import type { NextRecord, RecordPlan } from '../../model/plan.ts';

/** What one partition's plan amounts to; small enough for the result of a durable step. */
export type PartitionReport = {
  /** SHA-256 over the partition's writes and next base. */
  readonly digest: string;
  /** Records by what becomes of them; those that only wait are in none. */
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  /** Of these, records of which no binding showed a row. */
  readonly unseen: number;
  /** Records that get another key. */
  readonly renamed: number;
  /** Fields that were decided, and conflicts among them. */
  readonly decided: number;
  readonly conflicts: number;
  readonly problems: number;
  /** Cells that are to be written. */
  readonly cells: number;
  /** By field: records of which a write gives the field a new value, decided from a change. */
  readonly newValues: { readonly [field: string]: number };
  readonly bindings: { readonly [binding: string]: BindingTally };
};

/** Writes of one binding by kind, and its linked rows of which a cell changed. */
export type BindingTally = {
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly edited: number;
};

/** `seen`: the records of which a binding showed a row. */
export function reportPartition(
  plans: readonly RecordPlan[],
  seen: ReadonlySet<string>,
  digest: string,
): PartitionReport {
  const writes = plans.flatMap((plan) => plan.writes);
  const nexts = plans.flatMap(({ next }) => (next === null ? [] : [next]));
  const fates = plans.map(fateOf);
  const names = new Set([
    ...writes.map(({ binding }) => binding),
    ...nexts.flatMap(({ rows }) => rows.map(({ binding }) => binding)),
  ]);
  const tally = (binding: string): BindingTally => {
    const of = (kind: string) =>
      writes.filter((write) => write.binding === binding && write.kind === kind).length;
    return {
      created: of('create') + of('restore'),
      updated: of('update'),
      deleted: of('delete'),
      edited: nexts.filter((next) => isEdited(next, binding)).length,
    };
  };
  return {
    digest,
    created: fates.filter((fate) => fate === 'created').length,
    updated: fates.filter((fate) => fate === 'updated').length,
    deleted: fates.filter((fate) => fate === 'deleted').length,
    unseen: plans.filter(({ next }, i) => fates[i] !== 'none' && !seen.has(next?.recordId ?? ''))
      .length,
    renamed: nexts.filter(isRenamed).length,
    decided: sum(nexts, ({ decisions }) => decisions.length),
    conflicts: sum(plans, ({ conflicts }) => conflicts.length),
    problems: sum(plans, ({ problems }) => problems.length),
    cells: sum(writes, ({ cells }) => Object.keys(cells).length),
    newValues: addCounts(plans.map(newValues)),
    bindings: Object.fromEntries([...names].map((name) => [name, tally(name)])),
  };
}

function fateOf({ next, writes }: RecordPlan): 'created' | 'updated' | 'deleted' | 'none' {
  if (next === null) return 'none';
  if (next.status === 'deleted') return 'deleted';
  if (next.isNew) return 'created';
  return writes.length > 0 || next.decisions.length > 0 ? 'updated' : 'none';
}

function isRenamed({ isNew, status, key, before }: NextRecord): boolean {
  if (isNew || status === 'deleted') return false;
  return Object.entries(key).some(([field, cell]) => !cellsEqual(before[field] ?? null, cell));
}

function isEdited(next: NextRecord, binding: string): boolean {
  return next.rows.some(
    (row) =>
      row.binding === binding &&
      Object.entries(row.shown).some(([field, cell]) => {
        const before = row.before[field];
        return before !== undefined && !cellsEqual(before, cell);
      }),
  );
}

/** What no change decided (a repair, what is taken back) gives a field its old value. */
function newValues({ next, writes }: RecordPlan): PartitionReport['newValues'] {
  const decided = (next?.decisions ?? []).filter(
    ({ field, value }) =>
      !cellsEqual(next?.before[field] ?? null, value) &&
      writes.some(({ kind, cells }) => kind !== 'delete' && cells[field] !== undefined),
  );
  return Object.fromEntries(decided.map(({ field }) => [field, 1]));
}

/** Adds counts up by name. */
export function addCounts(
  counts: readonly { readonly [name: string]: number }[],
): Record<string, number> {
  const totals = new Map<string, number>();
  for (const [name, count] of counts.flatMap((each) => Object.entries(each))) {
    totals.set(name, (totals.get(name) ?? 0) + count);
  }
  return Object.fromEntries(totals);
}

/** The sum of a number over a list. */
export function sum<T>(items: readonly T[], numberOf: (item: T) => number): number {
  return items.reduce((total, item) => total + numberOf(item), 0);
}
