import { canonicalJson } from '../crypto/canonical-json.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import type { Halt } from '../model/run.ts';
import { type ChangedTable, SCHEMA_CHANGED, type ShapeChange } from '../model/shape-change.ts';

/** A message tells of this many changes of a table; the details hold them all. */
const CHANGES_TOLD_MAX = 3;

/** What changed tables amount to: what to halt with, and the hash that an approval has to name. */
export interface TablesVerdict {
  readonly planHash: string;
  readonly halts: readonly Halt[];
  /** A person approved exactly these changes, and every field has its column. */
  readonly isAccepted: boolean;
}

/**
 * Judges the changed tables of a run. The hash is that of the changes. Where an approval cannot help, the one that
 * was spent goes into the next hash, so that the run can be approved again once the tables are mended.
 */
export function judgeTables(
  changed: readonly ChangedTable[],
  approvedHash: string | null,
): TablesVerdict {
  const halts = changed.map(haltOf);
  const canGoOn = changed.every(({ unbound }) => unbound.length === 0);
  const spent = canGoOn ? null : approvedHash;
  const text = canonicalJson({ halt: SCHEMA_CHANGED, tables: halts.map(detailsOf), spent });
  const planHash = sha256Hex(text);
  return { planHash, halts, isAccepted: canGoOn && approvedHash === planHash };
}

function detailsOf({ details }: Halt) {
  return details;
}

function haltOf({ binding, changes, unbound }: ChangedTable): Halt {
  const told = changes.slice(0, CHANGES_TOLD_MAX).map(changeText);
  const more = changes.length - told.length;
  const rest = more > 0 ? `; and ${more} more` : '';
  const message = `the table of "${binding}" changed: ${told.join('; ')}${rest}${remedy(unbound)}`;
  return { code: SCHEMA_CHANGED, message, details: { binding, changes } };
}

function remedy(unbound: readonly string[]): string {
  if (unbound.length === 0) return '';
  const [field, ...others] = unbound.map((name) => `"${name}"`);
  const fields = others.length === 0 ? `field ${field} fits` : `fields ${unbound.join(', ')} fit`;
  return (
    `. Approving does not help while ${fields} no column: mend the table and then approve, ` +
    'or reject the run and map the registry anew'
  );
}

function changeText({ column: name, kind, before, after }: ShapeChange): string {
  const column = `column "${name}"`;
  switch (kind) {
    case 'column-gone':
      return `${column} (${before}) is gone`;
    case 'column-replaced':
      return `${column} was replaced by another of that name`;
    case 'type-altered':
      return `the type of ${column} was ${before} and is ${after}`;
    case 'not-writable':
      return `${column} can no longer be written`;
    case 'required':
      return `${column} no longer takes empty cells`;
    case 'option-removed':
      return `${column} lost the option "${before}"`;
    case 'option-renamed':
      return `the option "${before}" of ${column} became "${after}"`;
  }
}
