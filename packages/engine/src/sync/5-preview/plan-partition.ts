import { canonicalJson } from '../../crypto/canonical-json.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { IdentifiedProblem, Problem } from '../../model/change.ts';
import type { NextRecord, RecordPlan } from '../../model/plan.ts';
import type { RecordView } from '../../model/record-view.ts';
import type { PeerViolations } from '../3-validate/peer-violations.ts';
import { askChittySchema, chittyTableOf } from '../ask-chitty-schema.ts';
import type { DecisionRules } from '../decide-record.ts';
import { decideRecord } from '../decide-record.ts';
import { findUnknownKeys } from '../find-unknown-keys.ts';
import type { RunContext } from '../run-context.ts';
import type { PartitionReport } from './partition-report.ts';
import { reportPartition } from './partition-report.ts';
import { decideTogether } from './release-keys.ts';

/** Decides about one partition's records and stores what is to be done. Idempotent. */
export async function planPartition(
  run: RunContext,
  partition: number,
  rules: DecisionRules,
): Promise<PartitionReport> {
  const views = await run.store.readPartition(partition);
  const peer = await peerViolations(run, views);
  const unknownKeys = await findUnknownKeys(run, views);
  const decide = (view: RecordView) =>
    decideRecord(view, { ...rules, unknownKeys, ...(peer && { peer }) });
  const { key } = rules.registry;
  const plans = decideTogether(views, decide, { key, bindings: rules.bindings });
  const problems = plans.flatMap((plan) => plan.problems);
  if (partition === 0) problems.push(...(await unidentifiedProblems(run)));
  await run.store.savePlan(partition, {
    writes: inTableOrder(plans, views).flatMap((plan) => plan.writes),
    records: plans.flatMap(({ next, conflicts }) =>
      next === null
        ? []
        : [{ next, conflicts: conflicts.filter(({ status }) => status === 'resolved') }],
    ),
    problems: problems.map((problem) => identify(problem, run.newId())),
    conflicts: plans.flatMap(({ conflicts }) =>
      conflicts.map((conflict) => ({ ...conflict, id: run.newId() })),
    ),
  });
  const seen = views.filter(({ rows }) => rows.some(({ observed }) => observed !== null));
  return reportPartition(plans, new Set(seen.map(({ recordId }) => recordId)), digest(plans));
}

/** As the rows stand where they come from, so that new rows get the same order elsewhere. */
function inTableOrder(
  plans: readonly RecordPlan[],
  views: readonly RecordView[],
): readonly RecordPlan[] {
  const placed = plans.map((plan, i) => {
    const positions = (views[i]?.rows ?? []).flatMap(({ observed }) => observed?.position ?? []);
    return { plan, place: Math.min(...positions) };
  });
  return placed.toSorted((a, b) => compare(a.place, b.place)).map(({ plan }) => plan);
}

function compare(a: number, b: number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/**
 * A registry whose schema names a canonical table (`x-chitty-table`) is checked there too. Fails closed: when
 * ChittySchema cannot be asked, nothing is planned.
 */
async function peerViolations(
  run: RunContext,
  views: readonly RecordView[],
): Promise<PeerViolations | null> {
  const table = chittyTableOf(run.registry.schema);
  if (table === null) return null;
  if (run.chittySchema === null) {
    const message = 'the schema names a canonical table, but no ChittySchema is configured';
    throw new ChittySyncError('CS_PEER_UNAVAILABLE', message);
  }
  return askChittySchema(run.chittySchema, table, views, run.specs);
}

/**
 * What the plan hash commits to: every write with its before-image, and the next base with the version that it
 * follows, which stands for what was there before. Ids of writes are left out, and how the rows were read.
 */
function digest(plans: readonly RecordPlan[]): string {
  const content = plans.map(({ next, writes }) => ({
    next: next === null ? null : committed(next),
    writes: writes.map(({ id: _, ...write }) => write),
  }));
  return sha256Hex(canonicalJson(content));
}

function committed({ before: _, rows, ...next }: NextRecord) {
  return { ...next, rows: rows.map(({ before: __, remembered: ___, ...row }) => row) };
}

/** A problem is the same in the next run when binding, row, field and rule are. */
function identify(problem: Problem, id: string): IdentifiedProblem {
  const row = problem.externalId ?? problem.recordId ?? '';
  const identity = [problem.binding, row, problem.field ?? '*', problem.rule].join('|');
  return { ...problem, id, identity };
}

async function unidentifiedProblems(run: RunContext): Promise<Problem[]> {
  const rows = await run.store.readUnidentified();
  return rows.flatMap(({ binding, row }): Problem[] => {
    const externalId = row.externalId ?? `#${row.position + 1}`;
    const place = { recordId: null, binding, externalId };
    if (row.problems.length > 0) {
      return row.problems.map(({ field, rule, message, value }) => ({
        ...place,
        field,
        rule,
        message,
        value,
      }));
    }
    const field = run.registry.key.find((name) => (row.cells[name] ?? null) === null) ?? null;
    const message = `row ${row.position + 1} has no ${field ?? 'key'}, which identifies a record`;
    return [{ ...place, field, rule: 'KEY_REQUIRED', message, value: null }];
  });
}
