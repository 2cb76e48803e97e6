import type { OrphanedRelations } from '../../model/orphaned-relation.ts';
import type { SafetyLimits } from '../../model/registry.ts';
import type { Halt } from '../../model/run.ts';

/** What a plan amounts to, for the safety rules. */
export interface PlanTotals {
  /** Live records before the run. */
  readonly liveBefore: number;
  /** Distinct records that were observed anywhere, for a registry that has no records yet. */
  readonly observed: number;
  readonly deletes: number;
  /** Records that get another key; what looks like a deletion beside it is none. */
  readonly renamed: number;
  /** Distinct rows with a problem that was not open before this run. */
  readonly invalid: number;
  /** By field: records that get a new value of it, decided from a change. */
  readonly newValues: Readonly<Record<string, number>>;
  /** Relations to records that the plan deletes. */
  readonly orphaned: OrphanedRelations;
  readonly bindings: readonly BindingTotals[];
}

export interface BindingTotals {
  readonly name: string;
  readonly linkedBefore: number;
  readonly observed: number;
  /** Linked rows of which a cell changed. */
  readonly edited: number;
  /** Contents of linked rows that stand under other keys now; see `RunTotals`. */
  readonly permuted: number;
  /** The binding points to another place than the one that its links describe. */
  readonly moved: boolean;
}

/** From this many linked rows on, a binding whose every row changed at once is taken for an accident. */
export const ALL_ROWS_CHANGED_MIN = 10;

/** A message tells of this many relations; the details hold more. */
const ORPHANED_TOLD_MAX = 3;

/** From this many on, contents under other keys are no edits: the key column was moved apart from the rest. */
export const PERMUTED_ROWS_MIN = 2;

/**
 * Decides whether a person must look before anything is written. Limits are strictly greater than; a new value
 * of a field of `approval` always needs the look.
 */
export function assessSafety(
  totals: PlanTotals,
  limits: SafetyLimits,
  approval: readonly string[] = [],
): Halt[] {
  return [
    ...checkApproval(totals, approval),
    ...checkDeletes(totals, limits),
    ...checkInvalid(totals, limits),
    ...checkOrphaned(totals),
    ...totals.bindings.flatMap(checkBinding),
  ];
}

function checkApproval({ newValues }: PlanTotals, approval: readonly string[]): Halt[] {
  const counts = approval.flatMap((field): [string, number][] => {
    const count = Object.hasOwn(newValues, field) ? (newValues[field] ?? 0) : 0;
    return count > 0 ? [[field, count]] : [];
  });
  if (counts.length === 0) return [];
  const list = counts.map(([field, count]) => `${field} (${count})`).join(', ');
  const message = `new values need a person's approval: ${list}`;
  const details = { fields: Object.fromEntries(counts) };
  return [{ code: 'APPROVAL_REQUIRED', message, details }];
}

function checkDeletes({ deletes, renamed, liveBefore }: PlanTotals, limits: SafetyLimits): Halt[] {
  const { maxDeletePercent, deleteFloor } = limits;
  if (deletes <= deleteFloor || !exceeds(deletes, liveBefore, maxDeletePercent)) return [];
  const others = renamed === 0 ? '' : `; ${renamed} more have another key, which is no deletion`;
  const message =
    `${deletes} of ${liveBefore} records would be deleted: ` +
    `${percent(deletes, liveBefore)} > ${maxDeletePercent} %${others}`;
  return [
    {
      code: 'BULK_DELETE',
      message,
      details: { deletes, renamed, liveBefore, maxDeletePercent },
    },
  ];
}

function checkInvalid(totals: PlanTotals, limits: SafetyLimits): Halt[] {
  const { invalid } = totals;
  const { maxInvalidPercent } = limits;
  const of = totals.liveBefore > 0 ? totals.liveBefore : totals.observed;
  if (!exceeds(invalid, of, maxInvalidPercent)) return [];
  const message = `${invalid} of ${of} rows are invalid: ${percent(invalid, of)} > ${maxInvalidPercent} %`;
  return [
    {
      code: 'INVALID_ROWS',
      message,
      details: { invalid, of, maxInvalidPercent },
    },
  ];
}

function checkOrphaned({ orphaned: { count, relations } }: PlanTotals): Halt[] {
  if (count === 0) return [];
  const told = relations.slice(0, ORPHANED_TOLD_MAX).map(({ registry, key, field, related }) => {
    return `"${Object.values(key).join(', ')}" of "${registry}" (${field}: "${related}")`;
  });
  const more = count > told.length ? `; and ${count - told.length} more` : '';
  const message = `relations would lose their record: ${told.join('; ')}${more}`;
  return [{ code: 'ORPHAN_REL', message, details: { count, relations } }];
}

function checkBinding(binding: BindingTotals): Halt[] {
  const { name, linkedBefore, observed, edited, permuted, moved } = binding;
  const details = { binding: name, linkedBefore, observed, edited };
  if (moved) {
    const message = `"${name}" points to another table than before; its rows were matched anew`;
    return [{ code: 'PLACE_CHANGED', message, details }];
  }
  if (linkedBefore > 0 && observed === 0) {
    const message = `"${name}" is empty; it held ${linkedBefore} rows`;
    return [{ code: 'EMPTY_SIDE', message, details }];
  }
  if (permuted >= PERMUTED_ROWS_MIN) {
    const message =
      `the contents of ${permuted} rows of "${name}" stand under other keys than before: ` +
      'its key column was moved or sorted apart from the rest';
    return [{ code: 'PERMUTED_KEYS', message, details: { ...details, permuted } }];
  }
  if (linkedBefore >= ALL_ROWS_CHANGED_MIN && edited >= linkedBefore) {
    const message = `all ${linkedBefore} rows of "${name}" changed at once`;
    return [{ code: 'ALL_ROWS_CHANGED', message, details }];
  }
  return [];
}

/** Division rounds to the double that the limit was read as, so that the boundary itself never exceeds. */
function exceeds(part: number, whole: number, limit: number): boolean {
  return (part * 100) / whole > limit;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? 'all' : `${((part * 100) / whole).toFixed(2)} %`;
}
