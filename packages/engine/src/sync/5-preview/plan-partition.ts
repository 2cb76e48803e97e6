import { canonicalJson } from '../../crypto/canonical-json.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import type { IdentifiedProblem } from '../../db/findings-store.ts';
import { keepDecided, reportConflicts, reportProblems } from '../../db/findings-store.ts';
import type { PartitionQuery } from '../../db/partition-reader.ts';
import { readPartition, readUnidentified } from '../../db/partition-reader.ts';
import { savePartitionPlan } from '../../db/plan-store.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { Problem } from '../../model/change.ts';
import type { RecordPlan } from '../../model/plan.ts';
import type { RecordView } from '../../model/record-view.ts';
import type { PeerViolations } from '../3-validate/peer-violations.ts';
import { askChittySchema, chittyTableOf } from '../ask-chitty-schema.ts';
import type { DecisionRules } from '../decide-record.ts';
import { decideRecord } from '../decide-record.ts';
import type { RunContext } from '../run-context.ts';
import type { PartitionReport } from './partition-report.ts';
import { reportPartition } from './partition-report.ts';

/** Decides about one partition's records and stores what is to be done. Idempotent. */
export async function planPartition(
  run: RunContext,
  partition: number,
  rules: DecisionRules,
): Promise<PartitionReport> {
  const query = partitionQuery(run, partition);
  const views = await readPartition(run.state, query);
  const peer = await peerViolations(run, views);
  const plans = views.map((view) => decideRecord(view, { ...rules, ...(peer && { peer }) }));
  const problems = plans.flatMap((plan) => plan.problems);
  if (partition === 0) problems.push(...(await unidentifiedProblems(run, query)));
  await report(run, plans, problems);
  const writes = plans.flatMap((plan) => plan.writes);
  const records = plans.flatMap(({ next, conflicts }) =>
    next === null
      ? []
      : [
          {
            next,
            conflicts: conflicts.filter(({ status }) => status === 'resolved'),
          },
        ],
  );
  const ids = new Map(query.bindings.map(({ name, id }) => [name, id]));
  await savePartitionPlan(run.state, runRef(run), partition, ids, {
    writes,
    records,
  });
  return reportPartition(plans, digest(plans));
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

/** What the plan hash commits to: every write with its before-image, and the next base. Ids are left out. */
function digest(plans: readonly RecordPlan[]): string {
  const content = plans.map(({ next, writes }) => ({
    next,
    writes: writes.map(({ id: _, ...write }) => write),
  }));
  return sha256Hex(canonicalJson(JSON.parse(JSON.stringify(content))));
}

async function report(
  run: RunContext,
  plans: readonly RecordPlan[],
  problems: readonly Problem[],
): Promise<void> {
  const bindingId = new Map(run.bindings.map(({ binding }) => [binding.name, binding.id]));
  const identified: IdentifiedProblem[] = problems.flatMap((problem) => {
    const id = bindingId.get(problem.binding);
    const row = problem.externalId ?? problem.recordId ?? '';
    const identity = [problem.binding, row, problem.field ?? '*', problem.rule].join('|');
    return id === undefined ? [] : [{ ...problem, id: run.newId(), bindingId: id, identity }];
  });
  const conflicts = plans.flatMap((plan) => plan.conflicts);
  const open = conflicts.filter(({ status }) => status === 'open');
  const decided = conflicts.filter(({ status }) => status === 'resolved');
  await reportProblems(run.state, runRef(run), identified);
  await reportConflicts(
    run.state,
    runRef(run),
    open.map((conflict) => ({ ...conflict, id: run.newId() })),
  );
  await keepDecided(run.state, runRef(run), decided);
}

async function unidentifiedProblems(run: RunContext, query: PartitionQuery): Promise<Problem[]> {
  const rows = await readUnidentified(run.state, query);
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

function partitionQuery(run: RunContext, partition: number): PartitionQuery {
  return {
    runId: run.runId,
    registryId: run.registry.id,
    partition,
    bindings: run.registry.bindings.map(({ id, name }) => ({
      id,
      name,
      moved: run.bindings.some((open) => open.binding.id === id && open.moved),
    })),
  };
}

function runRef(run: RunContext) {
  return { runId: run.runId, registryId: run.registry.id, fence: run.fence };
}
