import type { BoundField } from '../../model/bound-table.ts';
import type { Cell } from '../../model/cell.ts';
import type { RecordChange } from '../../model/change.ts';
import { keyHash } from '../../model/key.ts';
import type { BindingView, RecordView, RowView } from '../../model/record-view.ts';
import { showsAlike } from '../4-resolve/find-candidates.ts';
import { keyRequired, type PermittedChange, problemOf } from './find-violations.ts';
import type { ValidationRules } from './validate-changes.ts';
import type { ValidationDraft } from './validation-draft.ts';

interface Origin {
  readonly change: RecordChange;
  readonly row: RowView;
  readonly binding: BindingView;
}

interface Surroundings {
  readonly view: RecordView;
  readonly changes: readonly RecordChange[];
  readonly rules: Pick<ValidationRules, 'policy'>;
}

/**
 * Splits off what the binding may not change, so that it never becomes a candidate: no strategy and no person
 * who resolves a conflict can choose it. It is a problem where it stands, or is taken back by the next write;
 * a cell that comes to show the base asks for nothing. Cells of a new row that the policy denies are left for
 * `flagDenied`, because they may only repeat what another row gives.
 */
export function splitPermitted(
  { change, row, binding }: Origin,
  { view, changes, rules }: Surroundings,
  draft: ValidationDraft,
): PermittedChange {
  const allowed: Record<string, RecordChange['cells'][string]> = {};
  const denied: Record<string, string> = {};
  for (const bound of binding.table.fields) {
    const { field, access } = bound;
    const cell = change.cells[field];
    if (cell === undefined) continue;
    if (isKeyless(row) && isBlankKey(field, cell.to, binding)) {
      // Without its key the row has no identity, so that nothing can be written to it or taken back.
      draft.refuse(problemOf(change, row, field, 'KEY_REQUIRED', keyRequired(field), null));
      continue;
    }
    const takeBack = (rule: 'one-way' | 'permission') =>
      draft.reverted.push({ binding: change.binding, field, value: cell.to, rule });
    if (!binding.reads) {
      // A mirror's own column, such as a formula, is never written, so nothing is taken back.
      if (access !== 'read') takeBack('one-way');
      continue;
    }
    if (access === 'write') {
      if (cell.from === undefined || isRevertible(bound, binding)) takeBack('permission');
      else {
        const message = `"${binding.name}" may not change this field`;
        draft.refuse(problemOf(change, row, field, 'PERMISSION', message, cell.to));
      }
      continue;
    }
    const base = view.base?.cells[field];
    const isKnown = base !== undefined && showsAlike(base, cell.to, field, binding);
    const reason = rules.policy?.denyField(field, change, { base: view.base, changes }) ?? null;
    if (reason === null || isKnown) allowed[field] = cell;
    else if (isRevertible(bound, binding)) takeBack('permission');
    else if (view.base === null) denied[field] = reason;
    else draft.refuse(problemOf(change, row, field, 'POLICY', reason, cell.to));
  }
  return { change, row, allowed, denied };
}

/** Flags the denied cells of a new row that no accepted row shows alike. */
export function flagDenied(
  { change, row, denied }: PermittedChange,
  bindings: ReadonlyMap<string, BindingView>,
  draft: ValidationDraft,
): void {
  const isRefused = draft.problems.some(
    ({ binding, field }) => binding === change.binding && field === null,
  );
  if (isRefused) return;
  const binding = bindings.get(change.binding);
  for (const [field, reason] of Object.entries(denied)) {
    const value: Cell = change.cells[field]?.to ?? null;
    const isGiven = draft.accepted.some(({ cells }) => {
      const given = cells[field];
      return given !== undefined && showsAlike(given.to, value, field, binding);
    });
    if (!isGiven) draft.refuse(problemOf(change, row, field, 'POLICY', reason, value));
  }
}

/** The next write can put the old value back. */
function isRevertible({ access, onForbidden }: BoundField, binding: BindingView): boolean {
  return onForbidden === 'revert' && access !== 'read' && binding.writes;
}

function isBlankKey(field: string, cell: Cell, { table }: BindingView): boolean {
  return table.key.includes(field) && keyHash([field], { [field]: cell }) === null;
}

function isKeyless({ observed }: RowView): boolean {
  return observed !== null && observed.externalId === null;
}
