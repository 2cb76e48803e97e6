import type { ChangeReader, SystemAdapter } from '../../src/adapters/adapter.ts';
import { type MemoryView, observe } from '../../src/adapters/memory/memory-rows.ts';
import type { MemoryRow } from '../../src/adapters/memory/memory-system.ts';
import { must } from '../../src/errors/assert.ts';
import { ChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { ErrorCode } from '../../src/errors/codes.ts';
import type { BoundTable } from '../../src/model/bound-table.ts';
import type { ObservedRow } from '../../src/model/observed-row.ts';
import type { SystemName } from '../../src/model/system.ts';
import type { RowWrite, WriteOutcome } from '../../src/model/write.ts';
import { noteEffect } from './note-effect.ts';
import type { SimParts, SimWorld } from './sim-world.ts';

/**
 * A system's adapter that people and other runs may come before at every call and within it, and that fails in the
 * ways in which services do. What it did to the system becomes a fact before anything goes wrong with the answer.
 *
 * A read may be behind what people did, but never behind what the engine saw or wrote there before: an adapter
 * confirms its writes by reading, and no system of the three takes back what it has shown.
 */
export function faultyAdapter(
  inner: SystemAdapter,
  system: SystemName,
  view: MemoryView,
  world: SimWorld,
  parts: SimParts,
): SystemAdapter {
  const { gate, faults } = parts;
  const shown = lastShown(world, system);
  const beforeCall = async (place: string) => {
    await gate(`${system}.${place}`);
    if (faults.strikes('rate limit (429)')) throw failure('CS_RATE_LIMITED');
    if (faults.strikes('timeout before the effect')) throw failure('CS_SYSTEM_UNAVAILABLE');
  };
  const seen = seeing(system, world, parts);
  return {
    check: () => inner.check(),
    listTables: () => inner.listTables(),
    createTable: (table) => inner.createTable(table),
    async describeTable(ref) {
      await beforeCall('describeTable');
      return inner.describeTable(ref);
    },
    async readPage(table, cursor) {
      await beforeCall('readPage');
      const page = await inner.readPage(table, cursor);
      if (faults.strikes('page cut off')) throw failure('CS_FETCH_INCOMPLETE');
      const present = world.rows(system);
      const rows = page.rows.flatMap((row) =>
        seen(row, must(present[row.position], 'an observed row is there').externalId),
      );
      return { ...page, rows };
    },
    ...(inner.changes === undefined
      ? {}
      : { changes: faultyChanges(inner.changes, seen, beforeCall, faults) }),
    async lookUp(table, externalIds) {
      await beforeCall('lookUp');
      const found = await inner.lookUp(table, externalIds);
      if (!faults.strikes('late look-up')) return found;
      return new Map([...found].map(([id]) => [id, 'unreachable']));
    },
    async applyWrites(table, writes) {
      await beforeCall('applyWrites');
      const outcomes: WriteOutcome[] = [];
      for (const write of writes) {
        if (faults.strikes('batch cut off')) throw failure('CS_SYSTEM_UNAVAILABLE');
        outcomes.push(await applyOne({ inner, system, view, world, parts, table, shown }, write));
      }
      if (faults.strikes('unavailable after the writes (503)')) {
        throw failure('CS_SYSTEM_UNAVAILABLE');
      }
      return outcomes;
    },
  };
}

type Seeing = (row: ObservedRow, id: string) => ObservedRow[];

/** What the engine gets to see of a row. */
function seeing(system: SystemName, world: SimWorld, { faults, runNow }: SimParts): Seeing {
  const shown = lastShown(world, system);
  return (row, id) => {
    const known = shown.get(id);
    if (known === undefined && faults.strikes('late row')) return [];
    const isStale = known !== undefined && faults.strikes('stale row');
    if (!isStale) shown.set(id, row);
    world.facts.see(world.now, runNow().id, system, id);
    return [isStale ? { ...known, position: row.position } : row];
  };
}

function faultyChanges(
  inner: ChangeReader,
  seen: Seeing,
  beforeCall: (place: string) => Promise<void>,
  faults: SimParts['faults'],
): ChangeReader {
  const seenOf = (rows: readonly ObservedRow[]) =>
    rows.flatMap((row) => seen(row, must(row.externalId, 'rows have ids of their own')));
  return {
    async readChanges(table, since, cursor) {
      await beforeCall('readChanges');
      const page = await inner.readChanges(table, since, cursor);
      if (faults.strikes('page cut off')) throw failure('CS_FETCH_INCOMPLETE');
      return page && { ...page, rows: seenOf(page.rows) };
    },
    async readRows(table, externalIds) {
      await beforeCall('readRows');
      return seenOf(await inner.readRows(table, externalIds));
    },
  };
}

interface Writing {
  readonly inner: SystemAdapter;
  readonly system: SystemName;
  readonly view: MemoryView;
  readonly world: SimWorld;
  readonly parts: SimParts;
  readonly table: BoundTable;
  readonly shown: Map<string, ObservedRow>;
}

async function applyOne(writing: Writing, write: RowWrite): Promise<WriteOutcome> {
  const { inner, system, view, world, parts, table, shown } = writing;
  const { id } = write;
  if (parts.faults.strikes('conflict (409)')) {
    return { id, status: 'failed', rule: 'CONFLICT', message: 'try again' };
  }
  const target = noteEffect(world, system, write, parts.runNow());
  const [answer] = await inner.applyWrites(table, [write]);
  const outcome = must(answer, 'one outcome for one write');
  const row = target(outcome);
  if (row !== null) shown.set(row.externalId, observe(row, table, 0, view));
  if (parts.faults.strikes('timeout after the effect')) {
    return { id, status: 'failed', rule: 'UNKNOWN', message: 'no answer' };
  }
  return row === null || outcome.status !== 'written' ? outcome : readBack(writing, outcome, row);
}

async function readBack(
  { system, view, world, parts, table, shown }: Writing,
  outcome: Extract<WriteOutcome, { status: 'written' | 'already' }>,
  row: MemoryRow,
): Promise<WriteOutcome> {
  const { faults, gate, intrude } = parts;
  const removes = faults.strikes('deletion before the read-back');
  if (!removes && !faults.strikes('edit before the read-back')) return outcome;
  await gate(`${system}.readBack`);
  intrude(system, row, removes);
  if (row.presence !== 'present' || world.row(system, row.externalId) === undefined) {
    const message = 'the row is not there any more';
    return { id: outcome.id, status: 'failed', rule: 'READ_BACK', message };
  }
  const seen = observe(row, table, 0, view);
  shown.set(row.externalId, seen);
  const { cells, edited, externalId } = seen;
  return { ...outcome, externalId: externalId ?? outcome.externalId, shown: cells, edited };
}

/** What each row showed when the engine last saw or wrote it; kept for the whole life of a world. */
function lastShown(world: SimWorld, system: SystemName): Map<string, ObservedRow> {
  const known = LAST_SHOWN.get(world) ?? {
    notion: new Map(),
    postgres: new Map(),
    sheets: new Map(),
  };
  LAST_SHOWN.set(world, known);
  return known[system];
}

const LAST_SHOWN = new WeakMap<SimWorld, Record<SystemName, Map<string, ObservedRow>>>();

function failure(code: ErrorCode): ChittySyncError {
  return new ChittySyncError(code, 'the system had a fault', { retryable: true });
}
