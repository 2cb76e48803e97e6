import type { Cell, Cells } from '../../model/cell.ts';
import { keyHash } from '../../model/key.ts';
import { findViolations, type PermittedChange, problemOf, valuesOf } from './find-violations.ts';
import type { ValidationRules } from './validate-changes.ts';
import { isBlocked, type ValidationDraft } from './validation-draft.ts';

/**
 * Accepts the rows of a new record, each whole or not at all. Rows of several bindings may complete each
 * other, but only those that are accepted themselves count; so a refusal may bring others with it, round by
 * round, and the order of the rows has no influence.
 */
export function acceptCreated(
  created: readonly PermittedChange[],
  rules: ValidationRules,
  draft: ValidationDraft,
): void {
  let standing = created.filter(({ change, row }) => {
    const isRead = row.observed?.problems.length === 0;
    const isClean = isRead && !row.keyTaken && !isBlocked(draft, change.binding, '*');
    if (!isClean) draft.block(change.binding, '*');
    return isClean;
  });
  for (;;) {
    const round = standing;
    standing = round.filter((each) => !isRefused(each, round, created, rules, draft));
    if (standing.length === round.length) break;
  }
  for (const { change, allowed } of standing) draft.accepted.push({ ...change, cells: allowed });
}

function isRefused(
  each: PermittedChange,
  standing: readonly PermittedChange[],
  created: readonly PermittedChange[],
  rules: ValidationRules,
  draft: ValidationDraft,
): boolean {
  const { change, row, allowed } = each;
  const backdrop = firstValues(standing.filter((other) => other !== each));
  const identifies = (cells: Cells) => keyHash(rules.key, cells) !== null;
  if (!identifies({ ...backdrop, ...valuesOf(allowed) })) {
    draft.block(change.binding, '*');
    const isKeyed = (other: PermittedChange) => identifies(valuesOf(other.allowed));
    if (!created.some(isKeyed)) {
      const message = `"${row.binding}" may not add records, and no other binding shows this one`;
      const reason = rules.key.map((field) => each.denied[field]).find(Boolean);
      const [rule, why] = reason === undefined ? ['PERMISSION', message] : ['POLICY', reason];
      draft.refuse(problemOf(change, row, null, rule, why, null));
    }
    return true;
  }
  const violations = findViolations(each, backdrop, rules);
  for (const violation of violations) draft.refuse(violation);
  if (violations.length > 0) draft.block(change.binding, '*');
  return violations.length > 0;
}

/** The values of several changes in one; where they differ, that of the first binding by name. */
export function firstValues(
  changes: readonly Pick<PermittedChange, 'change' | 'allowed'>[],
): Cells {
  const cells: Record<string, Cell> = {};
  const sorted = changes.toSorted((a, b) => (a.change.binding < b.change.binding ? -1 : 1));
  for (const { allowed } of sorted) {
    for (const [field, { to }] of Object.entries(allowed)) cells[field] ??= to;
  }
  return cells;
}
