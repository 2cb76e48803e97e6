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
import { type DeletionFact, type EditFact, type Facts, sameCell } from './facts.ts';
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

/** An edit, and what is to be known of it. */
interface Question {
  readonly edit: EditFact;
  readonly evidence: Evidence;
  readonly books: Books;
  readonly family: string;
  /** Rows of the record that were removed. */
  readonly deletions: readonly DeletionFact[];
  /** Edits of the same field of the record, this one among them. */
  readonly others: readonly EditFact[];
  /** What was there before may have been put back: then it is as old as its first time. */
  readonly since: number;
}

/** Why an edit is not lost, each with what the user would say of it. */
const REASONS: Readonly<Record<string, (question: Question) => boolean>> = {
  isNobodysBusiness,
  isEmptyOffer,
  looksLikeNoWrite,
  looksLikeWrite,
  isShownEverywhere,
  /** A person was told of it. */
  isProblem: ({ edit: { system, row, field }, evidence }) =>
    isRefused(evidence, system, row, field),
  /** The log tells of a decision that it took part in. */
  isDecided: ({ edit, evidence, books, family }) =>
    (books.decided.get(`${family}|${edit.field}`) ?? []).some(
      ({ t, candidates }) =>
        t > edit.t && candidates.some((shown) => isSame(edit, evidence, shown)),
    ),
  /** Somebody who saw it changed it, in whatever system. */
  isReplaced: (question) => replacements(question).some(({ t }) => t > question.since),
  /** The same value was replaced elsewhere, before anything of that came to this row: it puts back what was agreed. */
  isReplacedUnseen: (question) =>
    replacements(question).some(
      ({ t, value }) =>
        t < question.edit.t && !question.evidence.facts.wasBrought(question.edit, value, t),
    ),
  /** Whoever mends a cell that was refused from the start gives the record its first value there: EMPTY gives way. */
  gaveWay: ({ edit: { value, field, t }, others }) =>
    value === null && others.some((other) => other.t > t && isBad(field, other.before)),
  /** Nothing that stands in a mirror only can keep a record. */
  isOfDeletedLeader: ({ edit, evidence, deletions }) => {
    const { mode, from } = evidence.shape.registry;
    const isMirror = mode === 'one-way' && from !== edit.system;
    return isMirror && deletions.some(({ system }) => system === from);
  },
  /** Somebody who saw it removed the record, in whatever system. */
  isDeleted: (question) =>
    question.deletions.some((one) => one.t > question.since && sawIt(question, one)),
  /** A row that was removed showed the same, and so did the record: whoever enters it elsewhere says nothing new. */
  isDeletedRepeated: ({ edit, evidence, deletions, family }) =>
    deletions.some((one) => {
      const value = one.cells[edit.field] ?? null;
      const isAgreed = evidence.facts.wasCarried(family, edit.field, value, one.t);
      return isAgreed && isSame(edit, evidence, { ...one, value });
    }),
};

function isKept(edit: EditFact, evidence: Evidence, books: Books): boolean {
  const { facts } = evidence;
  const { system, row, field, value } = edit;
  const family = facts.familyOf(system, row);
  const question = {
    edit,
    evidence,
    books,
    family,
    deletions: books.deletions.get(family) ?? [],
    others: books.byField.get(`${family}|${field}`) ?? [],
    since: facts.firstShown(system, row, field, value),
  };
  return Object.values(REASONS).some((holds) => holds(question));
}

/** A system shows the value of the edit, as far as it can. */
function isSame(
  { system, field, value }: EditFact,
  evidence: Evidence,
  shown: { readonly system: SystemName; readonly value: Cell },
): boolean {
  return alike(evidence, [shown.value, shown.system], [value, system], field);
}

/** Other edits of the record that were made over the same value, also by a row in place of one that was removed. */
function replacements({ edit, evidence, others, deletions }: Question): EditFact[] {
  const isOver = ({ system, row, field, before, t }: EditFact) => {
    if (isSame(edit, evidence, { system, value: before })) return true;
    const isPlace = (one: DeletionFact) => one.system === system && one.row !== row && one.t < t;
    const value = before === null ? deletions.findLast(isPlace)?.cells[field] : undefined;
    return value !== undefined && isSame(edit, evidence, { system, value });
  };
  return others.filter((other) => other !== edit && isOver(other));
}

/** A cell that is refused shows nothing of what the others agree on, nor does one that is not brought up to date. */
function sawIt({ edit, evidence }: Question, one: DeletionFact): boolean {
  const access = accessOf(evidence, one.system, edit.field);
  const value = one.cells[edit.field] ?? null;
  if (isBad(edit.field, value) || access === 'none' || access === 'read') return true;
  return isSame(edit, evidence, { ...one, value });
}

/** The column is no part of the registry, or gives nothing away. */
function isNobodysBusiness({ edit: { system, field }, evidence }: Question): boolean {
  const { mode, from } = evidence.shape.registry;
  const access = accessOf(evidence, system, field);
  const isMirror = mode === 'one-way' && from !== system;
  return access === 'none' || (isMirror && access === 'read');
}

/** A cell of which nothing was ever agreed is empty (again): whoever empties it withdraws what was offered there. */
function isEmptyOffer({ edit, evidence: { facts } }: Question): boolean {
  const { system, row, field, value, t } = edit;
  if (value !== null) return false;
  return !facts.wasKnown(system, row, t) || facts.wasUnagreed(system, row, field, t);
}

/**
 * It puts back what was there before a write, of which the engine does not know yet whether it took effect: a write
 * that was dropped looks the same, and is repeated.
 */
function looksLikeNoWrite({ edit, evidence: { facts }, books }: Question): boolean {
  const { system, row, field, value, t } = edit;
  const write = facts.lastWrite(system, row, field, t);
  if (write === undefined || !sameCell(write.before, value)) return false;
  const isOver = (facts.ended.get(write.runId) ?? Number.POSITIVE_INFINITY) < t;
  return !isOver || !isHeard(write, books);
}

/** It is what a run set out to write there, of which the engine does not know whether it took effect. */
function looksLikeWrite({ edit, evidence: { facts }, books }: Question): boolean {
  return facts
    .attempts(edit)
    .some(
      (write) =>
        sameCell(write.value, edit.value) &&
        !isHeard(write, books) &&
        !wasSeenSince(write.runId, edit, facts),
    );
}

/** After the run another one saw the row and ended well: by then the engine knows what became of the write. */
function wasSeenSince(runId: string, { system, row, t }: EditFact, facts: Facts): boolean {
  const ended = facts.ended.get(runId);
  return ended !== undefined && facts.wasKnown(system, row, t, ended);
}

function isHeard({ runId, writeId }: { runId: string; writeId: string }, { confirmed }: Books) {
  return confirmed.has(derivedId(runId, 'write.outcome', writeId));
}

/** The row shows it, and so do the rows of the record in all other systems that are to show it. */
function isShownEverywhere({ edit, evidence, books }: Question): boolean {
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
  const byField = new Map<string, EditFact[]>();
  const deletions = new Map<string, DeletionFact[]>();
  const decided = new Map<string, Decided[]>();
  for (const edit of facts.edits) {
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
  return { byField, deletions, decided, groups: groupByKey(evidence), keyAt, confirmed };
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
