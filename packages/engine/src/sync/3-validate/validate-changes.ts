import type { Cell, Cells } from '../../model/cell.ts';
import type { Problem, RecordChange } from '../../model/change.ts';
import type { BindingView, RecordView, RowView } from '../../model/record-view.ts';
import type { FieldSpec } from '../../model/registry-schema.ts';
import type { PeerViolations } from './ask-chitty-schema.ts';
import { checkCell } from './check-cell.ts';
import { checkCopies, checkRow } from './check-row.ts';
import type { SchemaValidator } from './schema-validator.ts';

export interface ValidationRules {
  readonly specs: readonly FieldSpec[];
  readonly key: readonly string[];
  readonly schema: SchemaValidator;
  /** What ChittySchema refuses, where the registry belongs to one of its tables. */
  readonly peer?: PeerViolations;
  readonly bindings: ReadonlyMap<string, BindingView>;
}

/** A change that the binding may not make and that the next write will take back; kept for the history. */
export interface Reverted {
  readonly binding: string;
  readonly field: string;
  readonly value: Cell;
}

export interface Validation {
  readonly accepted: readonly RecordChange[];
  readonly reverted: readonly Reverted[];
  readonly problems: readonly Problem[];
  /** Cells that must not be written because an unmended edit stands there; `*` is the whole row. */
  readonly blocked: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Accepts the changes that the schema and the permissions allow. What is refused becomes a problem and blocks
 * its own cell: the person's edit stays where it was made, and the last good value stays everywhere else.
 * A new row is accepted whole or not at all.
 */
export function validateChanges(
  view: RecordView,
  changes: readonly RecordChange[],
  rules: ValidationRules,
): Validation {
  const draft = new ValidationDraft();
  for (const row of view.rows) {
    for (const problem of checkRow(view, row, rules.key)) draft.refuse(problem);
    draft.problems.push(...checkCopies(view, row));
    if (row.presence === 'present') draft.block(row.binding, '*');
  }
  for (const change of changes) validateChange(view, change, rules, draft);
  return draft;
}

class ValidationDraft implements Validation {
  readonly accepted: RecordChange[] = [];
  readonly reverted: Reverted[] = [];
  readonly problems: Problem[] = [];
  readonly blocked = new Map<string, Set<string>>();

  block(binding: string, field: string): void {
    const fields = this.blocked.get(binding) ?? new Set();
    this.blocked.set(binding, fields.add(field));
  }

  isBlocked(binding: string, field: string): boolean {
    const fields = this.blocked.get(binding);
    return fields !== undefined && (fields.has('*') || fields.has(field));
  }

  refuse(problem: Problem): void {
    this.problems.push(problem);
    this.block(problem.binding, problem.field ?? '*');
  }
}

function validateChange(
  view: RecordView,
  change: RecordChange,
  rules: ValidationRules,
  draft: ValidationDraft,
): void {
  const binding = rules.bindings.get(change.binding);
  const row = view.rows.find(({ binding: name }) => name === change.binding);
  if (binding === undefined || row === undefined) return;
  if (change.kind === 'absent') {
    draft.accepted.push(change);
    return;
  }
  const allowed = takePermitted(change, row, binding, draft);
  const before = draft.problems.length;
  for (const violation of violationsOf(view, change, row, allowed, rules)) draft.refuse(violation);
  const refused = draft.problems.length > before || row.observed?.problems.length !== 0;
  if (change.kind === 'created' && (refused || draft.isBlocked(change.binding, '*'))) {
    draft.block(change.binding, '*');
    return;
  }
  const cells = Object.fromEntries(
    Object.entries(allowed).filter(([field]) => !draft.isBlocked(change.binding, field)),
  );
  draft.accepted.push({ ...change, cells });
}

/** Splits off what the binding may not change. Returns the rest. */
function takePermitted(
  change: RecordChange,
  row: RowView,
  binding: BindingView,
  draft: ValidationDraft,
): RecordChange['cells'] {
  const allowed: Record<string, RecordChange['cells'][string]> = {};
  for (const { field, access } of binding.table.fields) {
    const cell = change.cells[field];
    if (cell === undefined) continue;
    if (binding.reads && access !== 'write') {
      allowed[field] = cell;
    } else if (!binding.reads || cell.from === undefined) {
      draft.reverted.push({ binding: change.binding, field, value: cell.to });
    } else {
      const message = `"${binding.name}" may not change this field`;
      draft.refuse(problemOf(change, row, field, 'PERMISSION', message, cell.to));
    }
  }
  return allowed;
}

function violationsOf(
  view: RecordView,
  change: RecordChange,
  row: RowView,
  allowed: RecordChange['cells'],
  rules: ValidationRules,
): Problem[] {
  if (row.observed === null) return [];
  const problems: Problem[] = [];
  const add = (field: string | null, rule: string, message: string) => {
    const value = field === null ? null : (row.observed?.cells[field] ?? null);
    problems.push(problemOf(change, row, field, rule, message, value));
  };
  const whole: Cells = {
    ...backdrop(view, change.binding),
    ...valuesOf(allowed),
  };
  const changed = (field: string) => allowed[field] !== undefined;
  for (const spec of rules.specs) {
    if (!changed(spec.field) && change.kind !== 'created') continue;
    const fault = checkCell(spec, whole[spec.field] ?? null);
    if (fault !== null) add(spec.field, fault.rule, fault.message);
  }
  if (problems.length > 0) return problems;
  for (const { field, keyword, message } of rules.schema.violations(whole)) {
    if (field === null || changed(field)) add(field, `SCHEMA_${keyword.toUpperCase()}`, message);
  }
  for (const { field, message } of rules.peer?.get(view.recordId)?.get(change.binding) ?? []) {
    if (field === null || changed(field)) add(field, 'CHITTY_SCHEMA', message);
  }
  return problems;
}

/** What the record holds apart from this change: the base, or what the other bindings show of a new record. */
function backdrop(view: RecordView, binding: string): Cells {
  if (view.base !== null) return view.base.cells;
  const cells: Record<string, Cell> = {};
  for (const row of view.rows) {
    if (row.binding === binding || row.duplicates.length > 0) continue;
    for (const [field, cell] of Object.entries(row.observed?.cells ?? {})) cells[field] ??= cell;
  }
  return cells;
}

function valuesOf(cells: RecordChange['cells']): Cells {
  return Object.fromEntries(Object.entries(cells).map(([field, { to }]) => [field, to]));
}

function problemOf(
  change: RecordChange,
  row: RowView,
  field: string | null,
  rule: string,
  message: string,
  value: Cell,
): Problem {
  return {
    recordId: change.recordId,
    binding: row.binding,
    externalId: row.observed?.externalId ?? null,
    field,
    rule,
    message,
    value: value === null ? null : typeof value === 'string' ? value : JSON.stringify(value),
  };
}
