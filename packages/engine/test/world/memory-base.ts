import { assert, must } from '../../src/errors/assert.ts';
import type { BaseUpdate } from '../../src/model/base-update.ts';
import type { MemoryBinding, MemoryRegistry } from './memory-state.ts';

/** In the order of the statements of `db/base-store.ts`: what is freed is freed before it is given anew. */
export function advanceBase(
  registry: MemoryRegistry,
  runId: string,
  updates: readonly BaseUpdate[],
  now: Date,
  bindingOf: (name: string) => MemoryBinding,
): void {
  for (const update of updates) {
    if (update.status === 'deleted') retire(registry, runId, update);
  }
  const live = updates.filter(({ status }) => status === 'live');
  const released = live.filter((update) => releasesKey(registry, update));
  const leaving = new Set(released.map(({ recordId }) => recordId));
  for (const { keyHash, recordId } of live) {
    const holder = registry.liveKeys.get(keyHash);
    const isFree = holder === undefined || holder === recordId || leaving.has(holder);
    assert(isFree, 'no two live records have one key');
  }
  for (const id of leaving) registry.liveKeys.delete(registry.records.get(id)?.keyHash ?? '');
  for (const update of live) advance(registry, runId, update);
  for (const { recordId } of updates) remember(registry, runId, recordId, now);
  for (const { recordId, status, unlink, rows } of updates) {
    const leave = status === 'deleted' ? bury : unlinkRow;
    for (const name of unlink) leave(bindingOf(name), recordId);
    for (const { binding, externalId } of rows) {
      const known = bindingOf(binding).byRecord.get(recordId);
      if (known?.externalId !== externalId) unlinkRow(bindingOf(binding), recordId);
    }
  }
  for (const { recordId, rows } of updates) {
    for (const { binding, ...row } of rows) linkRow(bindingOf(binding), recordId, row);
  }
  for (const { recordId, rows, changed } of live) {
    if (changed) noteMissed(registry, recordId, new Set(rows.map((row) => bindingOf(row.binding))));
  }
  for (const { recordId, detach } of updates) {
    for (const name of detach) {
      const row = bindingOf(name).byRecord.get(recordId);
      if (row !== undefined) row.state = 'detached';
    }
  }
}

function retire(registry: MemoryRegistry, runId: string, update: BaseUpdate): void {
  const record = registry.records.get(update.recordId);
  if (record?.version !== update.baseVersion) return;
  if (record.status === 'live') registry.liveKeys.delete(record.keyHash);
  record.status = 'deleted';
  record.version += 1;
  record.updatedRun = runId;
}

/** The record gives up its key for another, which a record of the same updates may have then. */
function releasesKey({ records }: MemoryRegistry, update: BaseUpdate): boolean {
  const record = records.get(update.recordId);
  const isCurrent = record?.status === 'live' && record.version === update.baseVersion;
  return isCurrent && record.keyHash !== update.keyHash;
}

function advance({ records, liveKeys }: MemoryRegistry, runId: string, update: BaseUpdate): void {
  const { recordId, baseVersion, keyHash, key, cells, settled } = update;
  const record = records.get(recordId);
  if (record !== undefined && record.version !== baseVersion) return;
  const holder = liveKeys.get(keyHash);
  assert(holder === undefined || holder === recordId, 'no two live records have one key');
  const version = baseVersion + 1;
  const next = {
    status: 'live' as const,
    keyHash,
    key,
    cells,
    settled,
    version,
    updatedRun: runId,
  };
  if (record === undefined) {
    records.set(recordId, { ...next, id: recordId, history: [] });
    liveKeys.set(keyHash, recordId);
    return;
  }
  liveKeys.set(keyHash, recordId);
  Object.assign(record, next);
}

function remember({ records }: MemoryRegistry, runId: string, recordId: string, now: Date): void {
  const record = records.get(recordId);
  if (record?.updatedRun !== runId) return;
  const { version, status, cells, history } = record;
  if (history.at(-1)?.version === version) return;
  history.push({ version, status, cells, runId, at: now.toISOString() });
}

/** Rows of the record that the run did not see. */
function noteMissed(
  { bindings }: MemoryRegistry,
  recordId: string,
  seen: ReadonlySet<MemoryBinding>,
): void {
  for (const binding of bindings.values()) {
    const row = binding.byRecord.get(recordId);
    if (row?.state === 'linked' && !seen.has(binding)) row.missed = true;
  }
}

/** The row is kept as a tombstone, should the record come back. */
function bury({ byRecord }: MemoryBinding, recordId: string): void {
  const row = byRecord.get(recordId);
  if (row?.state === 'linked') row.state = 'tombstone';
}

function unlinkRow({ byRecord, byExternalId }: MemoryBinding, recordId: string): void {
  const row = byRecord.get(recordId);
  if (row === undefined) return;
  byRecord.delete(recordId);
  byExternalId.delete(row.externalId);
}

function linkRow(
  binding: MemoryBinding,
  recordId: string,
  row: Omit<BaseUpdate['rows'][number], 'binding'>,
): void {
  const { byRecord, byExternalId } = binding;
  const former = byExternalId.get(row.externalId);
  const isBuried = former !== undefined && byRecord.get(former)?.state === 'tombstone';
  if (isBuried && former !== recordId) unlinkRow(binding, former);
  const holder = byExternalId.get(row.externalId);
  assert(holder === undefined || holder === recordId, 'no row shows two records');
  byRecord.set(recordId, { ...row, state: 'linked' });
  byExternalId.set(must(row.externalId, 'a linked row has an identity'), recordId);
}
