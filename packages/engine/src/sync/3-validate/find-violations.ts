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
  const isRefused = (name: string) => problems.some(({ field }) => field === name);
  const whole: Record<string, Cell> = { ...backdrop, ...valuesOf(allowed) };
  const isChanged = (field: string) => allowed[field] !== undefined;
  for (const field of rules.key) {
    if (isChanged(field) && keyHash([field], whole) === null) {
      add(field, 'KEY_REQUIRED', `${field} identifies the record and cannot be blank`);
    }
  }
  for (const spec of rules.specs) {
    const { field } = spec;
    const cell = whole[field] ?? null;
    const isMissing = change.kind === 'created' && cell === null;
    if ((!isChanged(field) && !isMissing) || isRefused(field)) continue;
    const fault = checkCell(spec, cell);
    if (fault !== null) add(field, fault.rule, fault.message);
  }
  // A cell that is refused already must not speak for or against the others.
  for (const { field } of problems) if (field !== null) whole[field] = backdrop[field] ?? null;
  const found = [
    ...rules.schema.violations(whole).map(({ field, keyword, message }) => {
      return { field, rule: `SCHEMA_${keyword.toUpperCase()}`, message };
    }),
    ...(rules.peer?.get(change.recordId)?.get(change.binding) ?? []).map(({ field, message }) => {
      return { field, rule: 'CHITTY_SCHEMA', message };
    }),
  ];
  for (const { field, rule, message } of found) {
    if (field === null || (isChanged(field) && !isRefused(field))) add(field, rule, message);
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
