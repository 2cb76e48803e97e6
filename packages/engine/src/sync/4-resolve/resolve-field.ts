import type { Cell, Cells } from '../../model/cell.ts';
import { cellsEqual } from '../../model/cell.ts';
import type { Candidate, Conflict, RecordChange } from '../../model/change.ts';
import type { FieldDecision } from '../../model/plan.ts';
import type { RecordView, Resolution } from '../../model/record-view.ts';
import type { FieldSpec } from '../../model/registry-schema.ts';
import { countVotes } from './count-votes.ts';
import { isNews, showsAlike } from './find-candidates.ts';
import { isHonoured, type Side } from './merge-values.ts';
import type { ResolutionRules } from './resolution-rules.ts';
import { decideByStrategy } from './strategies.ts';

export interface FieldQuestion {
  readonly spec: FieldSpec;
  /** At least one. */
  readonly candidates: readonly Candidate[];
  /** Changes of rows that are there, as far as they were accepted. */
  readonly changes: readonly RecordChange[];
  readonly view: RecordView;
  readonly key: Cells;
  /** The record as far as it is decided, over the base. */
  readonly cells: Cells;
}

export interface FieldVerdict {
  /** Null while the field waits for a person. */
  readonly decision: FieldDecision | null;
  readonly conflict: Conflict | null;
}

/** Decides one field once, with all candidates on the table. */
export function resolveField(question: FieldQuestion, rules: ResolutionRules): FieldVerdict {
  const { spec, candidates, view, key } = question;
  const { field } = spec;
  const first = candidates[0]?.value ?? null;
  if (candidates.every(({ value }) => cellsEqual(value, first))) {
    const rule = candidates.length > 1 ? 'agreed' : 'change';
    return {
      decision: { field, value: first, rule, losers: [] },
      conflict: null,
    };
  }
  const base = view.base?.cells[field] ?? null;
  const conflict = { recordId: view.recordId, key, field, candidates, base };
  const resolution = view.resolutions[field];
  if (resolution !== undefined && stillStands(resolution, candidates)) {
    const { value } = resolution;
    const losers = candidates.filter((candidate) => !cellsEqual(candidate.value, value));
    return decided(conflict, 'manual', value, losers);
  }
  const sides = candidates.map((candidate) => sideOf(candidate, question, rules));
  const disagreement = {
    cellType: spec.cellType,
    base,
    candidates: sides,
    ballot: countVotes(field, view, question.changes, rules.bindings),
    // A key that no row shows may be that of another record, so none is made up.
    isValid: (value: Cell) =>
      !rules.key.includes(field) && rules.isValid(field, value, question.cells),
  };
  const verdict = decideByStrategy(disagreement, rules.conflicts.fields[field] ?? rules.conflicts);
  if (verdict === null) {
    return {
      decision: null,
      conflict: { ...conflict, status: 'open', rule: null },
    };
  }
  const { rule, value } = verdict;
  const isTaken = (side: Side) =>
    rule === 'merge' ? isHonoured(value, side) : cellsEqual(side.value, value);
  return decided(
    conflict,
    rule,
    value,
    sides.filter((side) => !isTaken(side)),
  );
}

/** A candidate that changed nothing itself speaks for the base. */
function sideOf(
  candidate: Candidate,
  { spec: { field }, changes, view }: FieldQuestion,
  { bindings }: ResolutionRules,
): Candidate & Side {
  const change = changes.find(
    (each) => each.binding === candidate.binding && isNews(field, each, view, bindings),
  );
  const base = view.base?.cells[field];
  const from = change === undefined ? base : change.cells[field]?.from;
  const binding = bindings.get(candidate.binding);
  const isKnown = base !== undefined && from !== undefined;
  return { ...candidate, from, showsBase: isKnown && showsAlike(base, from, field, binding) };
}

function decided(
  conflict: Omit<Conflict, 'status' | 'rule'>,
  rule: string,
  value: Cell,
  losers: readonly Candidate[],
): FieldVerdict {
  const kept = losers.map(({ binding, value }) => ({ binding, value }));
  return {
    decision: { field: conflict.field, value, rule, losers: kept },
    conflict: { ...conflict, status: 'resolved', rule, value },
  };
}

/** A decision is about the candidates that the person saw; it is void once one of them has moved. */
function stillStands(resolution: Resolution, candidates: readonly Candidate[]): boolean {
  return (
    resolution.seen.length === candidates.length &&
    candidates.every((candidate) =>
      resolution.seen.some(
        (seen) => seen.binding === candidate.binding && cellsEqual(seen.value, candidate.value),
      ),
    )
  );
}
