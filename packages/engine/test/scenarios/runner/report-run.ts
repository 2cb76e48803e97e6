import type { AuditEntry } from '../../../src/audit/format/audit-entry.ts';
import type { Cell, Cells } from '../../../src/model/cell.ts';
import type { Conflict } from '../../../src/model/change.ts';
import type { PlannedRecord } from '../../../src/model/plan.ts';
import type { Run } from '../../../src/model/run.ts';
import type { WorldConflict, WorldProblem } from '../../world/world-state.ts';

/** Everything that is told of a run. */
export interface RunFacts {
  readonly asked: string;
  readonly run: Run;
  readonly plan: readonly PlannedRecord[];
  /** That were opened, moved or closed since the last run. */
  readonly conflicts: readonly WorldConflict[];
  readonly openProblems: readonly WorldProblem[];
  /** That were appended since the last run. */
  readonly entries: readonly AuditEntry[];
  /** Whether the plan is that of the run before, if that was a preview. */
  readonly asPreviewed: boolean | null;
}

/** A run in terms of roles, keys and rules; nothing in it depends on ids, times or systems. Empty lists stay out. */
export type RunReport = Readonly<Record<string, unknown>>;

export function reportRun(facts: RunFacts): RunReport {
  const { asked, run } = facts;
  const isCarriedOut = !['halted', 'previewed', 'running'].includes(run.status);
  return withoutEmpty({
    run: asked,
    status: run.status,
    asPreviewed: facts.asPreviewed,
    error: run.error?.code,
    halts: run.halts.map(({ code, details }) => ({ code, ...details })),
    counts: Object.fromEntries(Object.entries(run.counts).filter(([, count]) => count !== 0)),
    plan: facts.plan.flatMap((record) => planLines(record, isCarriedOut)).sort(byText),
    conflicts: [
      ...facts.conflicts,
      // What a plan decides is noted once it is carried out; until then the plan alone knows of it.
      ...(isCarriedOut ? [] : facts.plan.flatMap(({ conflicts }) => conflicts)),
    ]
      .map(conflictLine)
      .sort(byText),
    problems: facts.openProblems
      .map(({ binding, field, rule }) => ({ at: binding, field: field ?? '*', rule }))
      .sort(byText),
    log: tally(facts.entries.map(entryLine)),
    drift: run.drift.cells + run.drift.rows === 0 ? null : run.drift,
  });
}

function planLines({ writes }: PlannedRecord, isCarriedOut: boolean) {
  return writes.map(({ write, outcome }) => {
    const { key, binding, kind, cells, rules } = write;
    const rule = 'rule' in outcome ? ` ${outcome.rule}` : '';
    return withoutEmpty({
      key: keyText(key),
      at: binding,
      do: kind,
      // The cells of a delete are only its before-image.
      cells: kind === 'delete' ? {} : cellLines(cells, rules),
      became: isCarriedOut ? outcome.status + rule : null,
    });
  });
}

/** By field, in order: before, after, and which rule decided. */
function cellLines(
  cells: Readonly<Record<string, { readonly before: Cell; readonly after: Cell }>>,
  rules: Readonly<Record<string, string>>,
) {
  const lines = Object.entries(cells).map(
    ([field, { before, after }]) => [field, [before, after, rules[field] ?? '']] as const,
  );
  return Object.fromEntries(lines.sort(byText));
}

/** A conflict as it stands, or as a plan decides it. */
export function conflictLine(conflict: WorldConflict | Conflict) {
  const { key, field, status, rule, candidates } = conflict;
  const resolution = 'resolution' in conflict ? conflict.resolution : null;
  const offered = candidates.map(({ binding, value }) => [binding, value] as const);
  return withoutEmpty({
    key: keyText(key),
    field,
    status,
    rule,
    offered: Object.fromEntries(offered.sort(byText)),
    decision: resolution === null ? undefined : [resolution.value],
  });
}

function entryLine({ type, op, field, result, rule }: AuditEntry): string {
  return [type, op, field, result, rule].filter((part) => part !== undefined).join(' ');
}

/** How often each line stands in the log. */
function tally(lines: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const line of lines.toSorted()) counts.set(line, (counts.get(line) ?? 0) + 1);
  return Object.fromEntries(counts);
}

/** In the order of the fields' names: SQL keeps none. */
function keyText(key: Cells): string {
  const cells = Object.entries(key).sort(byText);
  return cells.map(([, cell]) => String(cell)).join(' ');
}

/** Without what is null or undefined, and without empty lists and objects. */
function withoutEmpty(report: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(report).filter(([, value]) => {
      if (value === null || value === undefined) return false;
      return typeof value !== 'object' || Object.keys(value).length > 0;
    }),
  );
}

/** Orders by their JSON, so that it is the same in every permutation. */
export function byText(a: unknown, b: unknown): number {
  const [one, other] = [JSON.stringify(a), JSON.stringify(b)];
  return one < other ? -1 : one > other ? 1 : 0;
}
