import type { AuditEntry } from '../../src/audit/format/audit-entry.ts';
import { derivedId } from '../../src/crypto/derived-id.ts';
import type { Cell } from '../../src/model/cell.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import {
  accessOf,
  alike,
  type Evidence,
  groupByKey,
  isRefused,
  type KeyGroup,
} from './evidence.ts';
import { type DeletionFact, type EditFact, placeOf, sameCell } from './facts.ts';
import { KEY } from './sim-shape.ts';
import { cellOf, keyOf } from './sim-world.ts';
import { isBad } from './values.ts';

/** A decision that the log tells of. */
interface Decided {
  readonly t: number;
  readonly candidates: readonly { readonly system: SystemName; readonly value: Cell }[];
}

/** What the edits of a simulation are looked up by. */
interface Books {
  readonly last: ReadonlyMap<string, EditFact>;
  readonly byField: ReadonlyMap<string, readonly EditFact[]>;
  readonly deletions: ReadonlyMap<string, readonly DeletionFact[]>;
  readonly decided: ReadonlyMap<string, readonly Decided[]>;
  readonly groups: ReadonlyMap<string, KeyGroup>;
  readonly keyAt: ReadonlyMap<string, string>;
  /** Entries of the log that tell of a write that is known to have taken place. */
  readonly confirmed: ReadonlySet<string>;
}

/** Edits that are nowhere: not in the systems, not in the log, not with a person. One line for each. */
export function findLostEdits(evidence: Evidence): string[] {
  const books = keepBooks(evidence);
  return evidence.facts.edits.flatMap((edit) => {
    if (isKept(edit, evidence, books)) return [];
    const { system, row, field, value, before, t } = edit;
    const at = new Date(t).toISOString();
    const values = `${JSON.stringify(before)} -> ${JSON.stringify(value)}`;
    return [`lost: ${system} ${row} ${field}: ${values} at ${at}`];
  });
}

function isKept(edit: EditFact, evidence: Evidence, books: Books): boolean {
  const { facts } = evidence;
  const { system, row, field } = edit;
  if (books.last.get(placeOf(system, row, field)) !== edit) return true;
  if (isNobodysBusiness(edit, evidence) || looksLikeNoWrite(edit, evidence, books)) return true;
  const family = facts.familyOf(system, row);
  const deletions = books.deletions.get(family) ?? [];
  const isRemovedHere = deletions.some(
    (one) => one.system === system && one.row === row && one.t > edit.t,
  );
  if (isRemovedHere) return true;
  if (isShownEverywhere(edit, evidence, books)) return true;
  if (isRefused(evidence, system, row, field)) return true;
  if (facts.isTakenBack(edit, (value) => isBad(field, value))) return true;
  // What was there before may have been put back: then it is as old as its first time.
  const since = facts.firstShown(system, row, field, edit.value);
  const told = books.decided.get(`${family}|${field}`) ?? [];
  const isTold = told.some(({ t, candidates }) => t > edit.t && candidates.some(isIt));
  if (isTold) return true;
  const later = books.byField.get(`${family}|${field}`) ?? [];
  const isReplaced = later.some(
    (other) =>
      other !== edit &&
      isIt({ system: other.system, value: other.before }) &&
      (other.t > since || isUnseen(other) || isRepeated(other)),
  );
  if (isReplaced) return true;
  return deletions.some((one) => isOfLeader(one) || (one.t > since && sawIt(one)) || isAgreed(one));

  function isIt(shown: { readonly system: SystemName; readonly value: Cell }): boolean {
    return alike(evidence, [shown.value, shown.system], [edit.value, system], field);
  }
  /** The same value was replaced elsewhere, before anything of that came to this row. */
  function isUnseen(other: EditFact): boolean {
    return other.t < edit.t && !facts.held(edit, other.value, other.t);
  }
  /** The same value was entered elsewhere before, and replaced there: whoever repeats it says nothing new. */
  function isRepeated(other: EditFact): boolean {
    return later.some((one) => one.system === other.system && one.t < other.t && isIt(one));
  }
  /** Nothing that stands in a mirror only can keep a record. */
  function isOfLeader(one: DeletionFact): boolean {
    const { mode, from } = evidence.shape.registry;
    return mode === 'one-way' && from !== system && from === one.system;
  }
  /** The row that was removed showed the same, and so did the record: whoever enters it elsewhere says nothing new. */
  function isAgreed(one: DeletionFact): boolean {
    const shown = one.cells[field] ?? null;
    return isIt({ ...one, value: shown }) && facts.wasCarried(family, field, shown, one.t);
  }
  function sawIt(one: DeletionFact): boolean {
    const shows = accessOf(evidence, one.system, field);
    // A cell that is refused shows nothing of what the others agree on.
    if (isBad(field, one.cells[field] ?? null)) return true;
    return (
      shows === 'none' || shows === 'read' || isIt({ ...one, value: one.cells[field] ?? null })
    );
  }
}

/**
 * The column is no part of the registry, or gives nothing away; or a cell of which nothing was ever agreed is
 * empty (again): whoever empties it withdraws what was offered there.
 */
function isNobodysBusiness({ system, row, field, value, t }: EditFact, evidence: Evidence) {
  const { facts } = evidence;
  const { mode, from } = evidence.shape.registry;
  const access = accessOf(evidence, system, field);
  const isMirror = mode === 'one-way' && from !== system;
  if (access === 'none' || (isMirror && access === 'read')) return true;
  if (value !== null) return false;
  return !facts.wasKnown(system, row, t) || facts.wasUnagreed(system, row, field, t);
}

/**
 * It puts back what was there before a write, of which the engine does not know yet whether it took effect: a write
 * that was dropped looks the same, and is repeated.
 */
function looksLikeNoWrite(edit: EditFact, { facts }: Evidence, { confirmed }: Books): boolean {
  const { system, row, field, value, t } = edit;
  const write = facts.lastWrite(system, row, field, t);
  if (write === undefined || !sameCell(write.before, value)) return false;
  const isOver = facts.endedWell.some((run) => run.runId === write.runId && run.t < t);
  return !isOver || !confirmed.has(derivedId(write.runId, 'write.outcome', write.writeId));
}

/** The row shows it, and so do the rows of the record in all other systems that are to show it. */
function isShownEverywhere(edit: EditFact, evidence: Evidence, books: Books): boolean {
  const { system, row, field, value } = edit;
  const key = books.keyAt.get(`${system}|${row}`);
  const group = key === undefined ? undefined : books.groups.get(key);
  if (group === undefined) return false;
  return SYSTEM_NAMES.every((other) => {
    const access = accessOf(evidence, other, field);
    if (other !== system && (access === 'none' || access === 'read')) return true;
    const rows = group.get(other) ?? [];
    return rows.every(
      (shown) =>
        (other !== system && isRefused(evidence, other, shown.externalId, field)) ||
        alike(evidence, [cellOf(shown, field), other], [value, system], field),
    );
  });
}

function keepBooks(evidence: Evidence): Books {
  const { facts, entries, rows } = evidence;
  const last = new Map<string, EditFact>();
  const byField = new Map<string, EditFact[]>();
  const deletions = new Map<string, DeletionFact[]>();
  const decided = new Map<string, Decided[]>();
  for (const edit of facts.edits) {
    last.set(placeOf(edit.system, edit.row, edit.field), edit);
    add(byField, `${facts.familyOf(edit.system, edit.row)}|${edit.field}`, edit);
  }
  for (const one of facts.deletions) add(deletions, facts.familyOf(one.system, one.row), one);
  const confirmed = new Set<string>();
  for (const entry of entries) {
    if (entry.result === 'written' || entry.result === 'already') confirmed.add(entry.id);
    if (entry.type !== 'conflict.decided') continue;
    const family = facts.familyOfKey(String(entry.key?.[KEY] ?? ''));
    add(decided, `${family}|${entry.field}`, decisionOf(entry));
  }
  const keyAt = new Map<string, string>();
  for (const system of SYSTEM_NAMES) {
    for (const row of rows[system]) keyAt.set(`${system}|${row.externalId}`, keyOf(row));
  }
  return { last, byField, deletions, decided, groups: groupByKey(evidence), keyAt, confirmed };
}

function decisionOf({ t, candidates = [] }: AuditEntry): Decided {
  const shown = candidates.map(({ binding, value }) => ({ system: binding as SystemName, value }));
  return { t: Date.parse(t), candidates: shown };
}

function add<T>(lists: Map<string, T[]>, name: string, item: T): void {
  const list = lists.get(name);
  if (list === undefined) lists.set(name, [item]);
  else list.push(item);
}
