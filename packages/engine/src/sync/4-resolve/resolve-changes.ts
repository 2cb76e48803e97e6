import type { Cell, Cells } from '../../model/cell.ts';
import { cellsEqual } from '../../model/cell.ts';
import type { Conflict, RecordChange } from '../../model/change.ts';
import { keyCells } from '../../model/key.ts';
import type { FieldDecision, Loser } from '../../model/plan.ts';
import type { RecordView } from '../../model/record-view.ts';
import { firstValues } from '../3-validate/accept-created.ts';
import { isBlocked, type Validation } from '../3-validate/validation-draft.ts';
import { findCandidates, isNews, speaksFor } from './find-candidates.ts';
import type { ResolutionRules } from './resolution-rules.ts';
import { resolveField } from './resolve-field.ts';

/** What was decided about one record. */
export interface RecordDecision {
  readonly status: 'live' | 'deleted';
  /** The next base. A field of a new record that waits stays out of it: nothing is agreed about it. */
  readonly cells: Cells;
  readonly fields: readonly FieldDecision[];
  readonly conflicts: readonly Conflict[];
  /** Fields that wait for a person; nothing is written to them anywhere. */
  readonly waiting: ReadonlySet<string>;
  /** Bindings whose row was deleted: their link ends. */
  readonly unlink: readonly string[];
  /** Bindings whose row is given up by the delete policy. */
  readonly detach: readonly string[];
  /** Bindings whose deletion is not acted on. */
  readonly ignored: readonly string[];
}

/**
 * Decides every field of a record once, with the candidates of all bindings. Null for a record that no
 * accepted row brings into being.
 */
export function resolveChanges(
  view: RecordView,
  validation: Validation,
  rules: ResolutionRules,
): RecordDecision | null {
  const edits = validation.accepted.filter(({ kind }) => kind !== 'absent');
  if (view.base === null && edits.length === 0) return null;
  const cells: Record<string, Cell> = { ...(view.base?.cells ?? {}) };
  const key = keyCells(rules.key, view.base?.cells ?? keyOfNew(edits));
  const fields: FieldDecision[] = [];
  const conflicts: Conflict[] = [];
  const waiting = new Set<string>();
  for (const spec of rules.specs) {
    const { field } = spec;
    const candidates = findCandidates(field, view, edits, rules.bindings);
    if (candidates.length === 0) {
      if (view.base === null) cells[field] = valueOfOld(field, view, rules);
      continue;
    }
    const question = { spec, candidates, changes: edits, view, key, cells };
    const { decision, conflict } = resolveField(question, rules);
    if (conflict !== null) conflicts.push(conflict);
    if (decision === null) waiting.add(field);
    else {
      cells[field] = decision.value;
      fields.push(decision);
    }
  }
  addReverted(fields, validation, { cells, waiting });
  const fate = resolveAbsence(view, validation, key, rules);
  if (fate.conflict !== null) conflicts.push(fate.conflict);
  return { ...fate, cells, fields, conflicts, waiting };
}

/**
 * What a new record has in a field that nobody gives: nothing. One that comes back keeps what it had where no row
 * of it has the field; a row that has it and is blank there says so.
 */
function valueOfOld(field: string, view: RecordView, { bindings }: ResolutionRules): Cell {
  const isSpokenFor = view.rows.some(
    ({ binding, observed, detached }) =>
      observed !== null && !detached && speaksFor(bindings.get(binding), field),
  );
  return isSpokenFor ? null : (view.past?.cells[field] ?? null);
}

type Fate = Pick<RecordDecision, 'status' | 'unlink' | 'detach' | 'ignored'> & {
  readonly conflict: Conflict | null;
};

/**
 * A deletion follows the policy, unless another binding edited the record meanwhile: then the edit is kept.
 * It waits while another row holds what was refused or cannot be judged, since that may be an edit.
 */
function resolveAbsence(
  view: RecordView,
  { accepted, blocked }: Validation,
  key: Cells,
  rules: ResolutionRules,
): Fate {
  const absent = accepted.filter(({ kind }) => kind === 'absent');
  const counting = absent.filter(({ binding }) => rules.bindings.get(binding)?.reads === true);
  const names = counting.map(({ binding }) => binding);
  const fate = {
    status: 'live' as const,
    unlink: [],
    detach: [],
    ignored: [],
    conflict: null,
  };
  const mirrors = absent
    .filter((change) => !counting.includes(change))
    .map(({ binding }) => binding);
  if (counting.length === 0) return { ...fate, unlink: mirrors };
  if (rules.deletes === 'ignore') return { ...fate, unlink: mirrors, ignored: names };
  if (rules.deletes === 'unlink') return { ...fate, unlink: mirrors, detach: names };
  const edits = accepted.filter((change) =>
    Object.keys(change.cells).some((field) => isNews(field, change, view, rules.bindings)),
  );
  const isUnjudged = [...blocked.keys()].some((name) => rules.bindings.get(name)?.reads === true);
  if (edits.length === 0 && isUnjudged) return { ...fate, unlink: mirrors, ignored: names };
  const unlink = [...mirrors, ...names];
  const unseen = names.every((name) => isBehind(name, view, rules)) ? holders(view) : [];
  if (edits.length === 0 && unseen.length === 0) return { ...fate, status: 'deleted', unlink };
  const candidates = [...counting, ...(edits.length > 0 ? edits : unseen)].map(
    ({ binding, edited }) => ({
      binding,
      value: null,
      editedFrom: edited?.from ?? null,
      editedTo: edited?.to ?? null,
    }),
  );
  const conflict: Conflict = {
    recordId: view.recordId,
    key,
    field: '*',
    candidates,
    base: null,
    status: 'resolved',
    rule: 'keep-edit',
    value: null,
  };
  return { ...fate, unlink, conflict };
}

/**
 * The row did not show all of the base, though it could, or was not seen when that was decided: whoever deleted it
 * did not know. A cell of which nothing was ever taken as shown, since it was refused or not as it was written,
 * showed none of it.
 */
function isBehind(name: string, view: RecordView, rules: ResolutionRules): boolean {
  const binding = rules.bindings.get(name);
  const { shown = {}, missed = false } = view.rows.find((row) => row.binding === name)?.link ?? {};
  if (missed) return true;
  return (binding?.table.fields ?? []).some(({ field, access }) => {
    const [base, cell] = [view.base?.cells[field], shown[field]];
    if (access === 'read' || base === undefined) return false;
    if (cell === undefined && base === null) return false;
    const projected = binding?.project(field, base);
    return projected?.ok === true && !cellsEqual(projected.cell, cell ?? null);
  });
}

/** Rows that are there. */
function holders(view: RecordView) {
  return view.rows.flatMap(({ binding, observed, detached }) =>
    observed === null || detached ? [] : [{ binding, edited: observed.edited }],
  );
}

/**
 * Values that a binding may not give are overwritten; they are kept as losers of the decision. Where nothing is
 * written, because the field waits or the row is blocked, nothing is taken back as yet.
 */
function addReverted(
  fields: FieldDecision[],
  validation: Validation,
  { cells, waiting }: Pick<RecordDecision, 'cells' | 'waiting'>,
): void {
  const losers = new Map<string, Loser[]>();
  for (const { field, binding, value, rule } of validation.reverted) {
    if (waiting.has(field) || isBlocked(validation, binding, field)) continue;
    if (cellsEqual(value, cells[field] ?? null)) continue;
    const loser = rule === 'permission' ? { binding, value, rule } : { binding, value };
    losers.set(field, [...(losers.get(field) ?? []), loser]);
  }
  for (const [field, values] of losers) {
    const at = fields.findIndex((decision) => decision.field === field);
    const decision = fields[at];
    if (decision === undefined) {
      fields.push({
        field,
        value: cells[field] ?? null,
        rule: values.some(({ rule }) => rule === 'permission') ? 'permission' : 'one-way',
        losers: values,
      });
    } else fields[at] = { ...decision, losers: [...decision.losers, ...values] };
  }
}

/** The rows of a new record have the same key, but maybe in different forms. */
function keyOfNew(edits: readonly RecordChange[]): Cells {
  return firstValues(edits.map((change) => ({ change, allowed: change.cells })));
}
