import type { Cell, Cells } from '../../model/cell.ts';
import type { Problem, RecordChange } from '../../model/change.ts';
import { keyHash } from '../../model/key.ts';
import type { RowView } from '../../model/record-view.ts';
import { checkCell } from './check-cell.ts';
import { checkRelation } from './check-relation.ts';
import type { SchemaViolation } from './schema-validator.ts';
import type { ValidationRules } from './validate-changes.ts';

/** A change with its row and those of its cells that the binding may change. */
export interface PermittedChange {
  readonly change: RecordChange;
  readonly row: RowView;
  readonly allowed: RecordChange['cells'];
  /** Cells of a new row that the policy denies, with the reason; other rows may show the same. */
  readonly denied: Readonly<Record<string, string>>;
}

/**
 * What a change breaks, over `backdrop`: what the record holds apart from it. Cells that it does not change
 * are not its fault, but a new row must make a whole record with what others show of it.
 */
export function findViolations(
  each: PermittedChange,
  backdrop: Cells,
  rules: ValidationRules,
): Problem[] {
  const { change, row, allowed } = each;
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
      add(field, 'KEY_REQUIRED', keyRequired(field));
    }
  }
  for (const spec of rules.specs) {
    const { field } = spec;
    const cell = whole[field] ?? null;
    const isMissing = change.kind === 'created' && cell === null;
    if ((!isChanged(field) && !isMissing) || isRefused(field)) continue;
    const fault = checkCell(spec, cell) ?? checkRelation(spec, cell, rules.unknownKeys);
    if (fault !== null) add(field, fault.rule, fault.message);
  }
  // A cell that is refused already must not speak for or against the others.
  for (const { field } of problems) if (field !== null) whole[field] = backdrop[field] ?? null;
  for (const { field, keyword, message } of causedViolations(each, backdrop, whole, rules)) {
    add(field, `SCHEMA_${keyword.toUpperCase()}`, message);
  }
  for (const { field, message } of rules.peer?.get(change.recordId)?.get(change.binding) ?? []) {
    if (field === null || (isChanged(field) && !isRefused(field))) {
      add(field, 'CHITTY_SCHEMA', message);
    }
  }
  return problems;
}

/**
 * Violations that were not there before the change. Where it breaks a rule only together with cells that it
 * leaves as they are, one violation stands for the whole row.
 */
function causedViolations(
  { change, allowed }: PermittedChange,
  backdrop: Cells,
  whole: Cells,
  { schema }: ValidationRules,
): readonly SchemaViolation[] {
  const isNew = change.kind === 'created';
  const found = schema.violations(whole);
  if (found.length === 0) return [];
  const known = isNew ? [] : schema.violations(backdrop);
  const caused = found.filter(
    ({ field, keyword }) =>
      !known.some((before) => before.field === field && before.keyword === keyword),
  );
  const own = caused.filter(({ field }) => field !== null && allowed[field] !== undefined);
  if (own.length > 0) return own;
  const joint = isNew ? caused.filter(({ field }) => field === null) : caused;
  const [first] = joint.toSorted((a, b) => Number(a.field === null) - Number(b.field === null));
  return first === undefined ? [] : [{ ...first, field: null }];
}

export function valuesOf(cells: RecordChange['cells']): Cells {
  return Object.fromEntries(Object.entries(cells).map(([field, { to }]) => [field, to]));
}

/** What is said of a key that is blank, wherever that is found. */
export function keyRequired(field: string): string {
  return `${field} identifies the record and cannot be blank`;
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
