import { must } from '../../errors/assert.ts';
import type { Cell, Cells } from '../../model/cell.ts';
import type { RecordChange } from '../../model/change.ts';
import type { RecordView } from '../../model/record-view.ts';
import type { RegistryPolicy } from '../../model/registry.ts';
import { compilePolicy, type PolicyVerdict } from './compile-policy.ts';
import { parseMutationPolicy } from './mutation-policy.ts';

/** What a registry's mutation policy says to the changes of its records. */
export interface RecordPolicy {
  /** Why the change may not give the field this value; null where it may. */
  denyField(field: string, change: RecordChange, record: PolicyRecord): string | null;
  /** Why the binding may not delete the record; null where it may. */
  denyDeletion(binding: string, record: PolicyRecord): string | null;
}

/** The record that a change is about, with the changes of all bindings. */
export interface PolicyRecord {
  readonly base: RecordView['base'];
  readonly changes: readonly RecordChange[];
}

/**
 * The policy of a registry; its document was found good when the registry was stored. The category that counts
 * is that of the base, so that nobody frees a record by moving it to another category in the same edit; what is
 * denied in the category that the change itself gives is denied too. A new record has each category that a row
 * of it shows.
 */
export function createRecordPolicy(registryPolicy: RegistryPolicy): RecordPolicy {
  const { document, entityType, categoryField, sources } = registryPolicy;
  const parsed = parseMutationPolicy(document);
  const policy = must(parsed.ok ? parsed.policy : null, 'a stored policy can be read');
  const compiled = compilePolicy(policy, entityType, sources);
  const categories = (cells: Cells) =>
    categoryField === undefined ? [null] : categoriesOf(cells[categoryField] ?? null);
  const claimed = (changes: readonly RecordChange[]) =>
    changes.flatMap(({ cells }) => {
      const given = categoryField === undefined ? undefined : cells[categoryField];
      return given === undefined ? [] : categoriesOf(given.to);
    });
  return {
    denyField(field, change, { base, changes }) {
      const { binding } = change;
      const operation = base === null ? 'create' : 'update';
      const ask = (category: string | null) =>
        compiled.decide({ binding, category, field, operation });
      if (base === null) {
        const known = claimed(changes);
        return firstDenial((known.length > 0 ? known : [null]).map(ask), null);
      }
      const value = base.cells[field] ?? null;
      return (
        firstDenial(categories(base.cells).map(ask), value) ??
        firstDenial(claimed([change]).map(ask), null)
      );
    },
    denyDeletion(binding, { base }) {
      const verdicts = categories(base?.cells ?? {}).map((category) =>
        compiled.decide({ binding, category, operation: 'delete' }),
      );
      return firstDenial(verdicts, null);
    },
  };
}

/** A field that holds nothing yet may be written once. */
function firstDenial(verdicts: readonly PolicyVerdict[], value: Cell): string | null {
  const denial = verdicts.find(
    ({ kind }) => kind === 'denied' || (kind === 'write-once' && value !== null),
  );
  return denial === undefined || denial.kind === 'allowed' ? null : denial.reason;
}

/** Categories are compared without the blanks around them, which no table shows. */
function categoriesOf(cell: Cell): (string | null)[] {
  if (cell === null) return [null];
  const names = Array.isArray(cell) ? cell : [String(cell)];
  return names.map((name) => name.normalize('NFC').trim());
}
