import { sha256Hex } from '../../crypto/sha256.ts';
import { closeUnseen, countFindings } from '../../db/findings-store.ts';
import { readTotals } from '../../db/registry-totals.ts';
import { beginStep, endStep, updateRun } from '../../db/run-progress.ts';
import type { RecordPlan } from '../../model/plan.ts';
import type { BindingCounts, Halt } from '../../model/run.ts';
import { createSchemaValidator } from '../3-validate/schema-validator.ts';
import { bindingViews } from '../binding-views.ts';
import type { DecisionRules } from '../decide-record.ts';
import type { RunContext } from '../run-context.ts';
import { assessSafety } from './assess-safety.ts';
import { planPartition } from './plan-partition.ts';

/** What a partition's plan amounts to. Small enough for a step's result. */
export interface PartitionReport {
  readonly [count: string]: number | string | { readonly [binding: string]: BindingTally };
  readonly digest: string;
  readonly changes: number;
  readonly decided: number;
  readonly problems: number;
  readonly conflicts: number;
  readonly deletes: number;
  /** Records that get a write or a new base. */
  readonly touched: number;
  readonly cells: number;
  readonly bindings: { readonly [binding: string]: BindingTally };
}

export interface BindingTally {
  readonly [kind: string]: number;
  readonly created: number;
  readonly updated: number;
  readonly deleted: number;
  readonly edited: number;
}

export interface PreviewVerdict {
  readonly planHash: string;
  readonly halts: readonly Halt[];
}

/** Decides about all partitions, one durable step each, and weighs the whole plan. */
export async function previewRun(run: RunContext, partitions: number): Promise<PreviewVerdict> {
  await run.steps.do('preview: begin', async () => {
    for (const step of ['validate', 'resolve', 'preview'] as const) {
      await beginStep(run.state, run.runId, step);
    }
    return null;
  });
  const rules = decisionRules(run, await run.steps.do('preview: times', () => readFetched(run)));
  const reports: PartitionReport[] = [];
  // Partition 0 is planned even when empty: rows without a key belong to no partition of their own.
  for (let partition = 0; partition < Math.max(1, partitions); partition++) {
    const plan = () => planPartition(run, partition, rules);
    reports.push(await run.steps.do(`preview: partition ${partition}`, plan));
  }
  return run.steps.do('preview: weigh', () => weigh(run, reports)) as Promise<PreviewVerdict>;
}

function decisionRules(
  run: RunContext,
  fetched: Readonly<Record<string, { readonly to: string }>>,
): DecisionRules {
  const { registry, specs, newId } = run;
  const schema = createSchemaValidator(registry.schema, specs);
  return {
    registry,
    specs,
    schema,
    newId,
    bindings: bindingViews(registry, run.bindings, fetched),
  };
}

async function readFetched(run: RunContext) {
  const { fetched } = await readTotals(run.state, run.runId, run.registry.id);
  return fetched;
}

async function weigh(run: RunContext, reports: readonly PartitionReport[]) {
  const { state, runId, registry } = run;
  await closeUnseen(state, { runId, registryId: registry.id });
  const findings = await countFindings(state, { registryId: registry.id });
  const totals = await readTotals(state, runId, registry.id);
  const perBinding = Object.fromEntries(
    registry.bindings.map(({ name }) => [name, bindingCounts(reports, name)]),
  );
  const sum = (count: (report: PartitionReport) => number) =>
    reports.reduce((total, report) => total + count(report), 0);
  const halts = assessSafety(
    {
      liveBefore: totals.live,
      observed: totals.observedRecords,
      deletes: sum((report) => report.deletes),
      invalid: findings.newlyInvalidRows,
      bindings: run.bindings.map(({ binding, moved }) => ({
        name: binding.name,
        linkedBefore: totals.linked[binding.id] ?? 0,
        observed: totals.observed[binding.id] ?? 0,
        edited: sum((report) => report.bindings[binding.name]?.edited ?? 0),
        moved,
      })),
    },
    registry.safety,
  );
  const planHash = sha256Hex(reports.map(({ digest }) => digest).join('\n'));
  const writes = Object.values(perBinding);
  const total = (kind: keyof BindingCounts) => writes.reduce((n, counts) => n + counts[kind], 0);
  const touched = sum((report) => report.touched);
  await updateRun(state, runId, {
    planHash,
    halts,
    perBinding,
    drift: {
      cells: sum((report) => report.cells),
      rows: total('created') + total('updated') + total('deleted'),
    },
    counts: {
      created: total('created'),
      updated: total('updated'),
      deleted: total('deleted'),
      unchanged: Math.max(0, totals.observedRecords - touched),
      conflicts: sum((report) => report.conflicts),
      problems: findings.problems,
    },
  });
  await endStep(state, runId, 'validate', {
    changes: sum((report) => report.changes),
    problems: sum((report) => report.problems),
  });
  await endStep(state, runId, 'resolve', {
    decided: sum((report) => report.decided),
    conflicts: sum((report) => report.conflicts),
    open: findings.conflicts,
  });
  await endStep(state, runId, 'preview', {
    writes: total('created') + total('updated') + total('deleted'),
    halts: halts.length,
  });
  return { planHash, halts: JSON.parse(JSON.stringify(halts)) };
}

function bindingCounts(reports: readonly PartitionReport[], binding: string): BindingCounts {
  const sum = (kind: 'created' | 'updated' | 'deleted') =>
    reports.reduce((total, report) => total + (report.bindings[binding]?.[kind] ?? 0), 0);
  return {
    created: sum('created'),
    updated: sum('updated'),
    deleted: sum('deleted'),
  };
}

/** Sums up the plans of one partition. */
export function reportPartition(plans: readonly RecordPlan[], digest: string): PartitionReport {
  const writes = plans.flatMap((plan) => plan.writes);
  const nexts = plans.flatMap(({ next }) => (next === null ? [] : [next]));
  const names = new Set([
    ...writes.map(({ binding }) => binding),
    ...nexts.flatMap(({ rows }) => rows.map(({ binding }) => binding)),
  ]);
  const tally = (binding: string): BindingTally => {
    const own = writes.filter((write) => write.binding === binding);
    const of = (kind: string) => own.filter((write) => write.kind === kind).length;
    const edited = nexts.filter(({ rows, isNew }) =>
      rows.some((row) => row.binding === binding && !isNew && isEdited(row.shown, row.before)),
    ).length;
    return {
      created: of('create'),
      updated: of('update'),
      deleted: of('delete'),
      edited,
    };
  };
  return {
    digest,
    changes: nexts.filter(({ decisions }) => decisions.length > 0).length,
    decided: nexts.reduce((total, { decisions }) => total + decisions.length, 0),
    problems: plans.reduce((total, { problems }) => total + problems.length, 0),
    conflicts: plans.reduce((total, { conflicts }) => total + conflicts.length, 0),
    deletes: nexts.filter(({ status }) => status === 'deleted').length,
    touched: plans.filter(({ next, writes: own }) => own.length > 0 || next?.decisions.length)
      .length,
    cells: writes.reduce((total, { cells }) => total + Object.keys(cells).length, 0),
    bindings: Object.fromEntries([...names].map((name) => [name, tally(name)])),
  };
}

function isEdited(
  shown: Readonly<Record<string, unknown>>,
  before: Readonly<Record<string, unknown>>,
) {
  return Object.entries(shown).some(
    ([field, cell]) => field in before && JSON.stringify(cell) !== JSON.stringify(before[field]),
  );
}
