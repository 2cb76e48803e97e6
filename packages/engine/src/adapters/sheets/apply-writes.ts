import { must } from '../../errors/assert.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import type { AdapterEnvironment } from '../adapter.ts';
import { applyStructure } from './apply-structure.ts';
import { type BoundSheet, bindSheet } from './bound-sheet.ts';
import { decideWrites } from './decide-writes.ts';
import { createHitAnother } from './hit-another.ts';
import { isolateRefused } from './isolate-refused.ts';
import { type PresentSheet, readPresentSheet } from './present-sheet.ts';
import { repeatAfterQuota } from './quota-waits.ts';
import { isUnseen, outcomesOf, readShownRows } from './read-back.ts';
import { repairMisplaced } from './repair-misplaced.ts';
import type { RowLayout } from './row-layout.ts';
import { createSheetPlaces, type LookedUpPlace } from './sheet-places.ts';
import type { SheetsClient } from './sheets-client.ts';
import type { Refusal } from './sheets-errors.ts';
import { withSpilledCells } from './spilled-cells.ts';
import { untilSeen } from './until-seen.ts';
import { type RowPatch, valuePatches } from './value-patches.ts';
import type { TargetRow, WriteDecision } from './write-decision.ts';

/**
 * Writes one chunk: read the tab, decide, delete and add rows, write values, read back. Row numbers
 * live only between the first and the last of these calls; where a person moves rows in between,
 * writes are `stale` and what they hit instead is put back. What a person types into a cell between
 * the reading and the writing of that cell is overwritten: Google has no conditional write. When
 * the quota stops it, it begins again from a fresh reading.
 * @param client one whose calls do not wait for the quota: after a wait, what was read is old
 */
export async function applyWrites(
  client: SheetsClient,
  environment: AdapterEnvironment,
  table: BoundTable,
  writes: readonly RowWrite[],
): Promise<readonly WriteOutcome[]> {
  if (writes.length === 0) return [];
  const sheet = bindSheet(table);
  const places = createSheetPlaces(client, environment);
  let hasSent = false;
  const noting: SheetsClient = {
    ...client,
    writeValues(...args) {
      hasSent = true;
      return client.writeValues(...args);
    },
    changeStructure(...args) {
      hasSent = true;
      return client.changeStructure(...args);
    },
  };
  return repeatAfterQuota(environment, async () => {
    const place = await places.now(sheet.ref);
    const pending = hasSent ? writes.map((write) => ({ ...write, attempted: true })) : writes;
    return applyOnce(noting, environment, place, sheet, pending);
  });
}

async function applyOnce(
  client: SheetsClient,
  environment: AdapterEnvironment,
  place: LookedUpPlace,
  sheet: BoundSheet,
  writes: readonly RowWrite[],
): Promise<readonly WriteOutcome[]> {
  const fields = comparedFields(sheet, writes);
  const { present, decisions } = await untilSeen(
    environment,
    async () => {
      const cells = await readPresentSheet(client, place, sheet, fields);
      const read = await withSpilledCells(client, place, sheet, cells, writes);
      return { present: read, decisions: decideWrites(sheet, read, writes) };
    },
    (reading) => !reading.decisions.some(isRepeatedCreate),
  );
  const targets = targetsOf(decisions);
  const added = targets.filter(({ row }) => row === null);
  const { layout, refusedDeletes, refusedGrowth, hasNewCells } = await applyStructure(
    client,
    sheet.ref,
    present,
    decisions.flatMap((decision) => (decision.kind === 'delete' ? [decision.row] : [])),
    added.map((target) => cellsOf(sheet, present, target)),
  );
  const refused = new Map<TargetRow, Refusal>();
  if (refusedGrowth !== null) for (const target of added) refused.set(target, refusedGrowth);
  const rowOf = rowsAfter(layout, added);
  const toWrite = targets.filter(
    (target) =>
      target.natives.size > 0 && !refused.has(target) && !(target.row === null && hasNewCells),
  );
  const refusedValues = await isolateRefused(toWrite, (part) => {
    const patches = part.map((target): RowPatch => {
      const cells = cellsOf(sheet, present, target);
      return { row: rowOf(target), cells };
    });
    return client.writeValues(sheet.ref.spreadsheetId, place.title, valuePatches(patches));
  });
  for (const [target, refusal] of refusedValues) refused.set(target, refusal);
  const hitAnother = createHitAnother(sheet, present, targets, rowOf);
  const { moved } = layout;
  const done = { decisions, rowOf, moved, refused, refusedDeletes, hasNewCells, hitAnother };
  const shown = await untilSeen(
    environment,
    () => readShownRows(client, place, sheet, present, done),
    (reading) => !isUnseen(present, done, reading),
  );
  const repairs = repairMisplaced(sheet, present, done, shown);
  if (repairs.length > 0) await client.changeStructure(sheet.ref.spreadsheetId, repairs);
  return outcomesOf(done, shown, repairs.length > 0);
}

/**
 * The fields whose present cells decide about a write. A create only compares when it is repeated;
 * of a row that gets another key all cells are needed to know it again.
 */
function comparedFields(sheet: BoundSheet, writes: readonly RowWrite[]): ReadonlySet<string> {
  const changesKey = writes.some(
    ({ kind, cells }) => kind === 'update' && sheet.key.some((field) => cells[field] !== undefined),
  );
  if (changesKey) return new Set(sheet.fields.map(({ field }) => field.field));
  const compared = writes.filter(
    ({ kind, attempted }) => attempted || kind === 'update' || kind === 'delete',
  );
  return new Set(compared.flatMap(({ cells }) => Object.keys(cells)));
}

/** A create that may have taken effect before, and whose row is not there: it may only lag. */
function isRepeatedCreate(decision: WriteDecision): boolean {
  return decision.kind === 'show' && decision.target.row === null && decision.write.attempted;
}

/** The rows to write or to show, each once; not those that another write of the chunk deletes. */
function targetsOf(decisions: readonly WriteDecision[]): readonly TargetRow[] {
  const deleted = new Set(decisions.map((each) => (each.kind === 'delete' ? each.target : null)));
  const targets = new Set<TargetRow>();
  for (const decision of decisions) {
    if (decision.kind === 'show' && !deleted.has(decision.target)) targets.add(decision.target);
  }
  return [...targets];
}

function rowsAfter(layout: RowLayout, added: readonly TargetRow[]): (target: TargetRow) => number {
  const places = new Map(added.map((target, i) => [target, layout.firstNewRow + i]));
  return (target) =>
    target.row === null
      ? must(places.get(target), 'a new row has a place')
      : layout.moved(target.row);
}

function cellsOf(
  sheet: BoundSheet,
  present: PresentSheet,
  target: TargetRow,
): ReadonlyMap<number, unknown> {
  const cells = new Map<number, unknown>();
  sheet.fields.forEach(({ field }, i) => {
    const native = target.natives.get(field.field);
    const isGuarded = target.row === null && target.guarded.has(field.field);
    if (native !== undefined && !isGuarded)
      cells.set(must(present.columns[i], 'a column per field'), native);
  });
  return cells;
}
