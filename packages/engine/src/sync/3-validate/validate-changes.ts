import type { Cells } from '../../model/cell.ts';
import type { RecordChange } from '../../model/change.ts';
import type { BindingView, RecordView } from '../../model/record-view.ts';
import type { FieldSpec } from '../../model/registry-schema.ts';
import { acceptCreated } from './accept-created.ts';
import { acceptDeletions } from './accept-deletions.ts';
import { checkCopies, checkRow, isShared } from './check-row.ts';
import { findViolations, type PermittedChange } from './find-violations.ts';
import type { PeerViolations } from './peer-violations.ts';
import { flagDenied, splitPermitted } from './permissions.ts';
import type { RecordPolicy } from './record-policy.ts';
import type { SchemaValidator } from './schema-validator.ts';
import type { UnknownKeys } from './unknown-keys.ts';
import { isBlocked, type Validation, ValidationDraft } from './validation-draft.ts';

export interface ValidationRules {
  readonly specs: readonly FieldSpec[];
  readonly key: readonly string[];
  readonly schema: SchemaValidator;
  /** What ChittySchema refuses, where the registry belongs to one of its tables. */
  readonly peer?: PeerViolations;
  /** Keys of relations that no record has. */
  readonly unknownKeys?: UnknownKeys;
  /** The mutation policy, where the registry has one. */
  readonly policy?: RecordPolicy;
  readonly bindings: ReadonlyMap<string, BindingView>;
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
    // A row that the fetch will show next time is still to be judged, and so is a key that two rows have.
    if (row.presence === 'present' || isShared(row)) draft.block(row.binding, '*');
  }
  const permitted = changes.flatMap((change): PermittedChange[] => {
    const binding = rules.bindings.get(change.binding);
    const row = view.rows.find(({ binding: name }) => name === change.binding);
    if (binding === undefined || row === undefined) return [];
    if (change.kind === 'absent') return [];
    return [splitPermitted({ change, row, binding }, { view, changes, rules }, draft)];
  });
  acceptDeletions(view, changes, rules, draft);
  if (view.base === null) {
    acceptCreated(permitted, rules, draft);
    for (const each of permitted) flagDenied(each, rules.bindings, draft);
  } else for (const each of permitted) acceptEdits(each, view.base.cells, rules, draft);
  return draft;
}

/** Accepts the cells of a change that nothing speaks against; the others are blocked where they stand. */
function acceptEdits(
  each: PermittedChange,
  base: Cells,
  rules: ValidationRules,
  draft: ValidationDraft,
): void {
  const { change, allowed } = each;
  for (const violation of findViolations(each, base, rules)) draft.refuse(violation);
  const cells = Object.fromEntries(
    Object.entries(allowed).filter(([field]) => !isBlocked(draft, change.binding, field)),
  );
  draft.accepted.push({ ...change, cells });
}
