import { derivedId } from '../../src/crypto/derived-id.ts';
import type { BaseUpdate } from '../../src/model/base-update.ts';
import type { Cells } from '../../src/model/cell.ts';
import type { NextRecord, PartitionPlan, PlannedWrite } from '../../src/model/plan.ts';
import type { RecordView } from '../../src/model/record-view.ts';
import { PARTITION_SIZE } from '../../src/sync/2-diff/choose-changed.ts';
import type { RunStore } from '../../src/sync/run-store.ts';
import { hashOf, type RunStoreBench, rowOf, stagedRow } from '../contract/run-store-bench.ts';
import { type Times, timedStore } from './timed-store.ts';

const PAGE = 500;
const NEW_KEYS = 5_000;
const ABSENT = 50;
const UNPROVEN = 101;
const FIELDS = ['code', 'name', 'note'];
/** Writes that one chunk takes, as the adapters of these systems have it. */
const WRITES = 500;

/** What one run meets. */
export interface Load {
  readonly records: number;
  /** Every so many records one has another name in `notion`; 0 is none. */
  readonly changedEvery: number;
  /** Names differ from round to round, where they are changed. */
  readonly round: number;
  /** Every so many records one is in no binding any more. */
  readonly absentEvery?: number;
  /** Of `notion` only the changed rows are read. */
  readonly isIncremental?: boolean;
}

/** One whole run as the pipeline takes it, through the store alone. Returns what its operations took. */
export async function carryOut(bench: RunStoreBench, load: Load): Promise<Times> {
  const times: Times = new Map();
  const store = timedStore((await bench.start()).store, times);
  const names = bench.bindings.map(({ name }) => name);
  await store.clear();
  for (const name of names) await stageAll(store, name, load);
  await link(bench, store);
  for (const name of names) await findAbsent(store, name);
  const { partitions } = await store.chooseCandidates(PARTITION_SIZE);
  for (let i = 0; i < Math.max(partitions, 1); i++) {
    await store.savePlan(i, planOf(bench, await store.readPartition(i)));
  }
  await store.readUnidentified();
  await store.sumUp();
  for (const name of names) await applyAll(store, name);
  const planned = await store.countPartitions();
  for (let i = 0; i < planned; i++) await store.readPlan(i);
  for (let i = 0; i < planned; i++) {
    await store.advanceBase((await store.readPlan(i)).map(({ next }) => updateOf(next)));
  }
  await store.endRun({ status: 'succeeded', drift: { cells: 0, rows: 0 }, error: null });
  return times;
}

async function stageAll(store: RunStore, binding: string, load: Load): Promise<void> {
  const { records, absentEvery = 0, changedEvery, isIncremental = false } = load;
  const isAsked = isIncremental && binding === 'notion';
  const numbers = Array.from({ length: records }, (_, i) => i).filter(
    (i) => (absentEvery === 0 || i % absentEvery !== 0) && !(isAsked && i % changedEvery !== 0),
  );
  for (let from = 0; from < numbers.length; from += PAGE) {
    const page = numbers.slice(from, from + PAGE);
    await store.stageRows(
      binding,
      page.map((i) => stagedRow(i, `${binding}-C${i}`, cellsOf(i, binding, load))),
    );
  }
  if (!isAsked) return;
  await store.listUnproven(binding, FIELDS, null, UNPROVEN);
  await store.hasUnknownRows(binding, FIELDS.slice(0, 1));
  await store.stageUnchanged(binding, FIELDS);
}

function cellsOf(i: number, binding: string, { changedEvery, round }: Load): Cells {
  const isChanged = changedEvery > 0 && binding === 'notion' && i % changedEvery === 0;
  const note = 'What a row holds besides: about as much as a line of a table.';
  return { code: `C${i}`, name: `Name ${i}${isChanged ? ` of ${round}` : ''}`, note };
}

async function link(bench: RunStoreBench, store: RunStore): Promise<void> {
  await store.linkRows();
  await store.linkMovedKeys();
  await store.linkReturned();
  for (let more = true; more; ) {
    const keys = await store.listNewKeys(NEW_KEYS);
    const assigned = keys.map((keyHash) => ({
      keyHash,
      recordId: derivedId('record', bench.registryId, keyHash),
    }));
    await store.findTakenIds(assigned.map(({ recordId }) => recordId));
    if (assigned.length > 0) await store.assignRecords(assigned);
    more = keys.length === NEW_KEYS;
  }
}

async function findAbsent(store: RunStore, binding: string): Promise<void> {
  for (let more = true; more; ) {
    const absent = await store.listAbsent(binding, ABSENT);
    if (binding === 'sheets' && absent.length > 0) await store.readUnclaimed(binding);
    const classified = absent.map((row) => ({ ...row, presence: 'gone' as const }));
    await store.stageAbsences(binding, classified);
    more = absent.length === ABSENT;
  }
}

/** The name that `notion` shows goes to both others; a record that no binding shows any more is deleted. */
function planOf(bench: RunStoreBench, views: readonly RecordView[]): PartitionPlan {
  const writes: PlannedWrite[] = [];
  const records = views.map((view) => {
    const { recordId, base, rows } = view;
    const shown = rows.flatMap(({ observed }) => observed ?? [])[0];
    const cells = shown?.cells ?? base?.cells ?? {};
    const next = { ...nextOf(bench, view, cells), status: shown ? 'live' : 'deleted' } as const;
    if (shown) {
      for (const binding of ['postgres', 'sheets']) {
        writes.push({ ...bench.write(recordId, 'update', binding), key: next.key });
      }
    }
    const gone = shown ? next : { ...next, rows: [], unlink: rows.map(({ binding }) => binding) };
    return { next: gone, conflicts: [] };
  });
  return { writes, records, problems: [], conflicts: [] };
}

function nextOf(bench: RunStoreBench, { recordId, base, past }: RecordView, cells: Cells) {
  const code = String(cells.code);
  return {
    ...bench.next(recordId, code),
    isNew: base === null,
    baseVersion: base?.version ?? past?.version ?? 0,
    cells,
    rows: bench.bindings.map(({ name: binding }) => ({
      binding,
      externalId: `${binding}-${code}`,
      shown: cells,
      before: {},
    })),
  };
}

async function applyAll(store: RunStore, binding: string): Promise<void> {
  for (;;) {
    const writes = await store.takeWrites(binding, WRITES);
    if (writes.length === 0) return;
    await store.saveOutcomes(
      writes.map(({ id, externalId }) => ({
        id,
        status: 'written',
        externalId: externalId ?? id,
        shown: { name: 'new' },
      })),
    );
  }
}

function updateOf({ rows, ...next }: NextRecord): BaseUpdate {
  const { recordId, baseVersion, status, key, cells, detach, unlink } = next;
  return {
    ...{ recordId, baseVersion, status, key, cells, detach, unlink },
    keyHash: hashOf(String(key.code)),
    changed: true,
    settled: true,
    rows: rows.map(({ binding, externalId, shown }) => rowOf(binding, externalId, shown)),
  };
}
