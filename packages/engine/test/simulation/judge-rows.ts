import type { MemoryRow } from '../../src/adapters/memory/memory-system.ts';
import { derivedId } from '../../src/crypto/derived-id.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import {
  accessOf,
  alike,
  type Evidence,
  groupByKey,
  isRefused,
  type KeyGroup,
} from './evidence.ts';
import type { DeletionFact, EditFact, EffectFact } from './facts.ts';
import { FIELDS, KEY } from './sim-shape.ts';
import { cellOf } from './sim-world.ts';

/** Rows that are there twice, or that nobody created. */
export function findDoubledRows(evidence: Evidence): string[] {
  const { facts } = evidence;
  const groups = groupByKey(evidence);
  const found: string[] = [];
  for (const [key, group] of groups) {
    for (const [system, rows] of group) {
      if (rows.length > 1) found.push(`duplicated: ${rows.length} rows ${key} in ${system}`);
    }
    if (!facts.givenKeys.has(key)) found.push(`nobody created: ${key}`);
  }
  for (const edit of facts.edits) {
    // A renamed record must not live on under its old name too. A row that no run has linked yet is none: where
    // the answer to its creation was lost, nothing tells the row that was created from one that a person added.
    if (edit.field !== KEY || edit.before === null) continue;
    const { system, row, t } = edit;
    if (!facts.wasKnown(system, row, t, facts.lastRemoved(system, row, t))) continue;
    const [before, after] = [String(edit.before), String(edit.value)];
    if (!groups.has(before) || !groups.has(after)) continue;
    // Who gave one of the names to a row later meant another record by it.
    const isGivenAgain = [before, after].some((name) => (facts.givenKeys.get(name) ?? 0) > edit.t);
    if (isGivenAgain) continue;
    const rows = [...(groups.get(before)?.entries() ?? [])].flatMap(([system, list]) =>
      list.map((row) => [system, row.externalId] as const),
    );
    const isOfPerson = rows.some(([system, row]) =>
      facts.edits.some(
        (other) =>
          other.field === KEY &&
          other.system === system &&
          other.row === row &&
          other.value === before,
      ),
    );
    if (!isOfPerson && !isCopy(evidence, edit, before))
      found.push(`duplicated: ${before} was renamed to ${after} and both exist`);
  }
  return found;
}

/**
 * One person gave the key to the row, and another renamed a record to it: the row was no part of that record, and is
 * given a key of its own.
 */
function isCopy({ facts }: Evidence, renamed: EditFact, key: string): boolean {
  const given = facts.edits.filter(
    ({ field, value, t }) => field === KEY && value === key && t < renamed.t,
  );
  const isOwn = ({ system, row }: EditFact) => system === renamed.system && row === renamed.row;
  return given.some(isOwn) && given.some((other) => !isOwn(other) && other.before !== null);
}

/** Deletions that nobody carried out and nobody decided against; they wait while another row is refused. */
export function findLostDeletions(evidence: Evidence): string[] {
  const { facts, shape, everRefused, refused, entries } = evidence;
  const { deletes, mode, from } = shape.registry;
  if (deletes.policy !== 'propagate') return [];
  const groups = groupByKey(evidence);
  const kept = entries.filter(({ type, field }) => type === 'conflict.decided' && field === '*');
  return facts.deletions.flatMap((one) => {
    const { system, row, t, key } = one;
    const group = groups.get(key);
    if (group === undefined || (mode === 'one-way' && from !== system)) return [];
    const isWaiting = [...group].some(([name, rows]) =>
      rows.some(({ externalId }) => refused.has(`${name}|${externalId}`)),
    );
    if (isWaiting) return [];
    // A row without an id of its own is named by its key.
    const names = [`${system}|${row}`, `${system}|${JSON.stringify([key])}`];
    const wasKnown = facts.wasKnown(system, row, t, facts.lastRemoved(system, row, t));
    if (!wasKnown || names.some((name) => everRefused.has(name))) return [];
    if (looksLikeNoWrite(one, evidence)) return [];
    if ((facts.givenKeys.get(key) ?? 0) > t) return [];
    const family = facts.familyOf(system, row);
    const isDecided = kept.some(
      (entry) =>
        Date.parse(entry.t) > t && facts.familyOfKey(String(entry.key?.[KEY] ?? '')) === family,
    );
    return isDecided ? [] : [`lost: the deletion of ${key} in ${system} at ${iso(t)}`];
  });
}

/** A run brought the row back and heard nothing of it: that it is gone again looks as if nothing had come of it. */
function looksLikeNoWrite({ system, row, t }: DeletionFact, { facts, entries }: Evidence): boolean {
  const isBefore = (effect: EffectFact) =>
    effect.system === system && effect.row === row && effect.t < t;
  const last = facts.effects.findLast(isBefore);
  if (last?.kind !== 'restore') return false;
  const id = derivedId(last.runId, 'write.outcome', last.writeId);
  const told = entries.find((entry) => entry.id === id)?.result;
  return told !== 'written' && told !== 'already';
}

/** Where the systems differ although they should not. */
export function findDifferences(evidence: Evidence): string[] {
  const found: string[] = [];
  for (const [key, group] of groupByKey(evidence)) {
    for (const field of Object.keys(FIELDS)) {
      const shown = shownCells(evidence, group, field);
      const [first, ...others] = shown;
      if (first === undefined) continue;
      const odd = others.find(
        ([system, row]) =>
          !alike(
            evidence,
            [cellOf(row, field), system],
            [cellOf(first[1], field), first[0]],
            field,
          ),
      );
      if (odd !== undefined) found.push(`different: ${key} ${field} in ${first[0]} and ${odd[0]}`);
    }
    for (const system of SYSTEM_NAMES) {
      if (!group.has(system) && !mayLack(evidence, group, system)) {
        found.push(`different: ${system} has no row ${key}`);
      }
    }
  }
  return found;
}

function shownCells(evidence: Evidence, group: KeyGroup, field: string) {
  const cells: [SystemName, MemoryRow][] = [];
  for (const [system, rows] of group) {
    const access = accessOf(evidence, system, field);
    if (access === 'none' || access === 'read') continue;
    for (const row of rows) {
      if (!isRefused(evidence, system, row.externalId, field)) cells.push([system, row]);
    }
  }
  return cells;
}

/** A row that the delete policy gives up, or of which nothing is decided while another row is refused. */
function mayLack({ facts, shape, refused }: Evidence, group: KeyGroup, system: SystemName) {
  const { deletes, mode, from } = shape.registry;
  const rows = [...group].flatMap(([name, list]) => list.map((row) => [name, row] as const));
  if (rows.some(([name, row]) => refused.has(`${name}|${row.externalId}`))) return true;
  if (deletes.policy === 'propagate' || (mode === 'one-way' && from !== system)) return false;
  const families = new Set(rows.map(([name, row]) => facts.familyOf(name, row.externalId)));
  return facts.deletions.some(
    (one) => one.system === system && families.has(facts.familyOf(one.system, one.row)),
  );
}

function iso(t: number): string {
  return new Date(t).toISOString();
}
