import { sha256Hex } from '../../crypto/sha256.ts';
import type { OrphanedRelations } from '../../model/orphaned-relation.ts';
import type { BindingCounts, Halt, RunTotals } from '../../model/run.ts';
import type { RunContext } from '../run-context.ts';
import type { PlanTotals } from './assess-safety.ts';
import { assessSafety } from './assess-safety.ts';
import type { PartitionReport } from './partition-report.ts';
import { addCounts, sum } from './partition-report.ts';

/** The hash of the whole plan, and what stops it. */
export interface PreviewVerdict {
  readonly planHash: string;
  readonly halts: readonly Halt[];
}

/** Relations that a report lists. */
const ORPHANED_SHOWN_MAX = 20;

/** Adds the partitions up, applies the safety rules to the whole plan and stores the report. */
export async function weighPlan(
  run: RunContext,
  reports: readonly PartitionReport[],
): Promise<PreviewVerdict> {
  const { store, registry } = run;
  const totals = await store.sumUp();
  const planHash = sha256Hex(reports.map(({ digest }) => digest).join('\n'));
  const orphaned = await findOrphaned(run, reports);
  const halts = assessSafety(
    planTotals(run, totals, orphaned, reports),
    registry.safety,
    registry.approval,
  );
  const perBinding = Object.fromEntries(
    registry.bindings.map(({ name }) => [name, bindingCounts(reports, name)]),
  );
  const writes = sum(
    Object.values(perBinding),
    ({ created, updated, deleted }) => created + updated + deleted,
  );
  const records = recordCounts(reports);
  const conflicts = sum(reports, (report) => report.conflicts);
  const changed = records.created + records.updated + records.deleted;
  const unchanged = totals.seenRecords - (changed - sum(reports, ({ unseen }) => unseen));
  await store.saveSummary({
    planHash,
    halts,
    perBinding,
    drift: { cells: sum(reports, ({ cells }) => cells), rows: writes },
    counts: { ...records, unchanged, conflicts, problems: totals.openProblems },
  });
  await store.endStep('validate', {
    records: changed,
    problems: sum(reports, ({ problems }) => problems),
  });
  await store.endStep('resolve', {
    decided: sum(reports, ({ decided }) => decided),
    conflicts,
    open: totals.openConflicts,
  });
  await store.endStep('preview', { writes, halts: halts.length });
  return { planHash, halts };
}

/** A relation names a key of one field; to a registry with another key there are none. */
async function findOrphaned(
  { store, registry }: RunContext,
  reports: readonly PartitionReport[],
): Promise<OrphanedRelations> {
  const [key, ...others] = registry.key;
  const deletes = sum(reports, ({ deleted }) => deleted);
  if (deletes === 0 || key === undefined || others.length > 0) return { count: 0, relations: [] };
  return store.listOrphaned({ registry: registry.name, key }, ORPHANED_SHOWN_MAX);
}

function planTotals(
  run: RunContext,
  totals: RunTotals,
  orphaned: OrphanedRelations,
  reports: readonly PartitionReport[],
): PlanTotals {
  return {
    liveBefore: totals.live,
    observed: totals.seenRecords,
    deletes: sum(reports, ({ deleted }) => deleted),
    renamed: sum(reports, ({ renamed }) => renamed),
    invalid: totals.newlyInvalidRows,
    orphaned,
    newValues: addCounts(reports.map(({ newValues }) => newValues)),
    bindings: run.bindings.map(({ binding, moved }) => ({
      name: binding.name,
      linkedBefore: totals.linked[binding.name] ?? 0,
      observed: totals.observed[binding.name] ?? 0,
      edited: sum(reports, ({ bindings }) => bindings[binding.name]?.edited ?? 0),
      permuted: totals.permuted[binding.name] ?? 0,
      moved,
    })),
  };
}

function recordCounts(reports: readonly PartitionReport[]): BindingCounts {
  return {
    created: sum(reports, ({ created }) => created),
    updated: sum(reports, ({ updated }) => updated),
    deleted: sum(reports, ({ deleted }) => deleted),
  };
}

function bindingCounts(reports: readonly PartitionReport[], binding: string): BindingCounts {
  return {
    created: sum(reports, ({ bindings }) => bindings[binding]?.created ?? 0),
    updated: sum(reports, ({ bindings }) => bindings[binding]?.updated ?? 0),
    deleted: sum(reports, ({ bindings }) => bindings[binding]?.deleted ?? 0),
  };
}
