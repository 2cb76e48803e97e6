import type { Cell, Cells } from '../../model/cell.ts';
import type { Problem, RecordChange } from '../../model/change.ts';
import { keyHash } from '../../model/key.ts';
import type { RowView } from '../../model/record-view.ts';
import { checkCell } from './check-cell.ts';
import type { ValidationRules } from './validate-changes.ts';

/** A change with its row and those of its cells that the binding may change. */
export interface PermittedChange {
  readonly change: RecordChange;
  readonly row: RowView;
  readonly allowed: RecordChange['cells'];
}

/**
 * What a change breaks, over `backdrop`: what the record holds apart from it. Cells that it does not change
 * are not its fault, but a new row must make a whole record with what others show of it.
 */
export function findViolations(
  { change, row, allowed }: PermittedChange,
  backdrop: Cells,
  rules: ValidationRules,
): Problem[] {
  const problems: Problem[] = [];
  const add = (field: string | null, rule: string, message: string) => {
    const value = field === null ? null : (row.observed?.cells[field] ?? null);
    problems.push(problemOf(change, row, field, rule, message, value));
  };
  const whole: Cells = { ...backdrop, ...valuesOf(allowed) };
  const changed = (field: string) => allowed[field] !== undefined;
  for (const field of rules.key) {
    if (changed(field) && keyHash([field], whole) === null) {
      add(field, 'KEY_REQUIRED', `${field} identifies the record and cannot be blank`);
    }
  }
  for (const spec of rules.specs) {
    const cell = whole[spec.field] ?? null;
    if (!changed(spec.field) && (change.kind !== 'created' || cell !== null)) continue;
    const fault = checkCell(spec, cell);
    if (fault !== null) add(spec.field, fault.rule, fault.message);
  }
  if (problems.length > 0) return problems;
  for (const { field, keyword, message } of rules.schema.violations(whole)) {
    if (field === null || changed(field)) add(field, `SCHEMA_${keyword.toUpperCase()}`, message);
  }
  for (const { field, message } of rules.peer?.get(change.recordId)?.get(change.binding) ?? []) {
    if (field === null || changed(field)) add(field, 'CHITTY_SCHEMA', message);
  }
  return problems;
}

export function valuesOf(cells: RecordChange['cells']): Cells {
  return Object.fromEntries(Object.entries(cells).map(([field, { to }]) => [field, to]));
}

export function problemOf(
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
