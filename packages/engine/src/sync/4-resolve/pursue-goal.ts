import type { Cell, Cells } from '../../model/cell.ts';
import { cellsEqual } from '../../model/cell.ts';
import type { Candidate, Conflict, Problem } from '../../model/change.ts';
import { keyCells } from '../../model/key.ts';
import type { FieldDecision } from '../../model/plan.ts';
import type { RecordGoal, RecordView, RowView } from '../../model/record-view.ts';
import { isBlocked, type Validation } from '../3-validate/validation-draft.ts';
import { isNews, showsAlike, speaksFor } from './find-candidates.ts';
import type { ResolutionRules } from './resolution-rules.ts';
import type { RecordDecision } from './resolve-changes.ts';

/** What stands for the wish to bring a value back, among the bindings of a conflict. */
export const GOAL_CANDIDATE = '@goal';

export interface PursuedDecision {
  readonly decision: RecordDecision | null;
  /** Why something could not be brought back. */
  readonly problems: readonly Problem[];
}

/**
 * Brings a record back to how it was, over what was decided about the changes of this run. An edit that was made
 * since is kept: the record, or the field, then is a conflict that the later edit has won. What a binding could
 * not be made to show, or what the schema would refuse today, is a problem and stays as it is.
 */
export function pursueGoal(
  view: RecordView,
  decision: RecordDecision | null,
  validation: Validation,
  rules: ResolutionRules,
): PursuedDecision {
  const { goal } = view;
  if (goal === null) return { decision, problems: [] };
  const pursuit = { view, goal, validation, rules };
  if (goal.before === null) return retire(pursuit, decision);
  return view.base === null
    ? revive(pursuit, goal.before, decision)
    : takeBack(pursuit, goal.before, view.base.cells, decision);
}

interface Pursuit {
  readonly view: RecordView;
  readonly goal: RecordGoal;
  readonly validation: Validation;
  readonly rules: ResolutionRules;
}

/** The record was not there: it is deleted, unless someone edited it since. */
function retire(pursuit: Pursuit, decision: RecordDecision | null): PursuedDecision {
  const { view, goal, validation, rules } = pursuit;
  if (view.base === null || decision === null || decision.status === 'deleted') {
    return { decision, problems: [] };
  }
  const { cells } = view.base;
  const isEdited =
    rules.specs.some(
      ({ field }) => !cellsEqual(cells[field] ?? null, goal.after?.[field] ?? null),
    ) ||
    validation.blocked.size > 0 ||
    validation.accepted.some((change) =>
      Object.keys(change.cells).some((field) => isNews(field, change, view, rules.bindings)),
    );
  if (isEdited) return keepEdit(pursuit, decision);
  const kept = view.rows.find((row) => isThere(row) && !isWritten(row, rules));
  if (kept !== undefined) {
    const message = `"${kept.binding}" is not written to, so its row cannot be taken away`;
    return { decision, problems: [problemOf(view, kept, null, 'NOT_WRITABLE', message)] };
  }
  const retired = {
    ...decision,
    status: 'deleted',
    fields: [],
    conflicts: [],
    detach: [],
  } as const;
  return { decision: { ...retired, cells, ignored: [] }, problems: [] };
}

/** The record was there and is deleted: it comes back whole, with the id that it had. */
function revive(pursuit: Pursuit, before: Cells, decision: RecordDecision | null): PursuedDecision {
  const { view, goal, rules } = pursuit;
  if (decision !== null) return keepEdit(pursuit, decision);
  const [first] = view.rows;
  if (first === undefined || view.past === null) return { decision, problems: [] };
  const invalid = rules.specs.find(
    ({ field }) => !rules.isValid(field, before[field] ?? null, before),
  );
  const refusal = goal.keyTaken
    ? { field: rules.key[0] ?? null, rule: 'KEY_TAKEN', message: 'another record has its key now' }
    : invalid && {
        field: invalid.field,
        rule: 'NOT_VALID',
        message: 'the schema refuses it today',
      };
  if (refusal !== undefined) {
    const { field, rule, message } = refusal;
    return { decision, problems: [problemOf(view, first, field, rule, message)] };
  }
  const fields = rules.specs.map(({ field }) => decidedBy(goal, field, before[field] ?? null));
  const nothing = {
    conflicts: [],
    waiting: new Set<string>(),
    unlink: [],
    detach: [],
    ignored: [],
  };
  return { decision: { ...nothing, status: 'live', cells: before, fields }, problems: [] };
}

/** The record lives: every field that differs goes back, unless it was edited since. */
function takeBack(
  pursuit: Pursuit,
  before: Cells,
  base: Cells,
  decision: RecordDecision | null,
): PursuedDecision {
  if (decision === null || decision.status === 'deleted') {
    return decision === null ? { decision, problems: [] } : keepEdit(pursuit, decision);
  }
  const { goal, rules } = pursuit;
  const cells: Record<string, Cell> = { ...decision.cells };
  const fields: FieldDecision[] = [];
  const conflicts: Conflict[] = [];
  const problems: Problem[] = [];
  for (const { field } of rules.specs) {
    const wish = before[field] ?? null;
    const expected = goal.after?.[field] ?? null;
    const present = decision.cells[field] ?? null;
    if (cellsEqual(wish, expected) || cellsEqual(wish, present)) continue;
    const isEdited =
      goal.after === null ||
      !cellsEqual(expected, base[field] ?? null) ||
      decision.waiting.has(field) ||
      decision.fields.some((decided) => decided.field === field);
    if (isEdited) {
      conflicts.push(laterEdit(pursuit, field, wish, present));
      continue;
    }
    const problem = obstacle(pursuit, field, wish);
    if (problem !== null) problems.push(problem);
    else {
      cells[field] = wish;
      fields.push(decidedBy(goal, field, wish));
    }
  }
  const brought = {
    ...decision,
    cells,
    fields: [...decision.fields, ...fields],
    conflicts: [...decision.conflicts, ...conflicts],
  };
  return { decision: brought, problems };
}

/** What stands in the way of bringing a value back. */
function obstacle(
  { view, goal, validation, rules }: Pursuit,
  field: string,
  wish: Cell,
): Problem | null {
  const [first] = view.rows;
  if (first === undefined) return null;
  if (rules.key.includes(field) && goal.keyTaken) {
    return problemOf(view, first, field, 'KEY_TAKEN', 'another record has its key now');
  }
  if (!rules.isValid(field, wish, view.base?.cells ?? {})) {
    return problemOf(view, first, field, 'NOT_VALID', 'the schema refuses it today');
  }
  const held = view.rows.find((row) => {
    const binding = rules.bindings.get(row.binding);
    const access = binding?.table.fields.find((bound) => bound.field === field)?.access;
    return isThere(row) && speaksFor(binding, field) && (access === 'read' || !binding?.writes);
  });
  if (held !== undefined) {
    const message = `"${held.binding}" gives this field and cannot be written`;
    return problemOf(view, held, field, 'NOT_WRITABLE', message);
  }
  const blocked = view.rows.find(({ binding }) => isBlocked(validation, binding, field));
  if (blocked === undefined) return null;
  const message = 'an edit that was refused stands there';
  return problemOf(view, blocked, field, 'NOT_WRITABLE', message);
}

/** The whole record stays as it was decided without the goal. */
function keepEdit(pursuit: Pursuit, decision: RecordDecision): PursuedDecision {
  const conflict = laterEdit(pursuit, '*', null, null);
  return { decision: { ...decision, conflicts: [...decision.conflicts, conflict] }, problems: [] };
}

function laterEdit({ view, rules }: Pursuit, field: string, wish: Cell, present: Cell): Conflict {
  const holders = view.rows.filter(
    ({ binding, observed }) =>
      observed !== null &&
      (field === '*' ||
        showsAlike(present, observed.cells[field] ?? null, field, rules.bindings.get(binding))),
  );
  const candidates: Candidate[] = holders.map(({ binding, observed }) => ({
    binding,
    value: present,
    editedFrom: observed?.edited?.from ?? null,
    editedTo: observed?.edited?.to ?? null,
  }));
  candidates.push({ binding: GOAL_CANDIDATE, value: wish, editedFrom: null, editedTo: null });
  return {
    recordId: view.recordId,
    key: keyCells(rules.key, view.base?.cells ?? view.past?.cells ?? {}),
    field,
    candidates,
    base: field === '*' ? null : (view.base?.cells[field] ?? null),
    status: 'resolved',
    rule: 'later-edit',
    value: present,
  };
}

function decidedBy(goal: RecordGoal, field: string, value: Cell): FieldDecision {
  return { field, value, rule: goal.kind, losers: [] };
}

function isThere({ observed, detached }: RowView): boolean {
  return observed !== null && !detached;
}

function isWritten({ binding }: RowView, { bindings }: ResolutionRules): boolean {
  return bindings.get(binding)?.writes === true;
}

function problemOf(
  { recordId, goal }: RecordView,
  row: RowView,
  field: string | null,
  rule: string,
  message: string,
): Problem {
  const value = field === null ? null : JSON.stringify(goal?.before?.[field] ?? null);
  const externalId = row.observed?.externalId ?? row.tombstone;
  return { recordId, binding: row.binding, externalId, field, rule, message, value };
}
