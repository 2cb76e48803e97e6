import { appendEntries } from '../../audit/append-entries.ts';
import { derivedId } from '../../crypto/derived-id.ts';
import type { BaseUpdate } from '../../model/base-update.ts';
import { cellsEqual } from '../../model/cell.ts';
import { contentHash } from '../../model/content-hash.ts';
import { keyCells, keyHash } from '../../model/key.ts';
import type { NextRecord, PlannedRecord } from '../../model/plan.ts';
import type { RunFailure, RunStatus } from '../../model/run.ts';
import type { FieldRefusal, WriteOutcome } from '../../model/write.ts';
import { rowHash } from '../1-fetch/to-staged.ts';
import { entryHead } from '../7-audit/audit-run.ts';
import { projection } from '../binding-views.ts';
import type { RunContext } from '../run-context.ts';
import { shapesOf } from '../shapes-of.ts';
import { type ConfirmedRecord, confirmRecord } from './confirm-record.ts';
import { holdKeys } from './hold-keys.ts';
import { rejectedWrite } from './rejected-write.ts';

interface ConfirmReport {
  readonly [count: string]: number;
  readonly confirmed: number;
  readonly cells: number;
  readonly rows: number;
}

/** Advances the base where the read-back confirms it, and counts what does not show the base: the drift. */
export async function verifyRun(run: RunContext, failure: RunFailure | null): Promise<RunStatus> {
  const { store, runId } = run;
  const partitions = await run.steps.do('verify: begin', async () => {
    await store.beginStep('verify');
    return store.countPartitions();
  });
  const drift = { cells: 0, rows: 0 };
  let confirmed = 0;
  for (let partition = 0; partition < partitions; partition++) {
    const report = await run.steps.do(`verify: partition ${partition}`, () =>
      confirmPartition(run, partition),
    );
    confirmed += report.confirmed;
    drift.cells += report.cells;
    drift.rows += report.rows;
  }
  const status = drift.rows === 0 && failure === null ? 'succeeded' : 'partial';
  await run.steps.do('verify: end', async () => {
    await store.endStep('verify', { confirmed, driftCells: drift.cells });
    await appendEntries(store, run.signer, [
      {
        v: 1,
        id: derivedId(runId, 'run.finished'),
        type: 'run.finished',
        ...entryHead(run),
        result: status,
        detail: { confirmed, driftCells: drift.cells, driftRows: drift.rows },
      },
    ]);
    await store.rememberShapes(shapesOf(run.bindings));
    await store.endRun({ status, drift, error: failure });
    return null;
  });
  return status;
}

async function confirmPartition(run: RunContext, partition: number): Promise<ConfirmReport> {
  const planned = await run.store.readPlan(partition);
  const { key } = run.registry;
  const showing = new Map(
    run.bindings.map((open) => [open.binding.name, { project: projection(open) }]),
  );
  const updates = holdKeys(
    key,
    planned.map(({ next, writes }) => ({
      next,
      confirmed: confirmRecord(next, writes, showing),
    })),
  );
  await run.store.advanceBase(
    updates.map(({ next, confirmed }) => baseUpdate(key, next, confirmed)),
  );
  await reportRejected(run, planned);
  const open = updates.filter(({ confirmed }) => confirmed.unconfirmed > 0);
  return {
    confirmed: updates.length - open.length,
    cells: open.reduce((total, { confirmed }) => total + confirmed.unconfirmed, 0),
    rows: open.length,
  };
}

/** A write that its system rejected for good is a problem, until a write of the row succeeds or is needed no more. */
async function reportRejected(run: RunContext, planned: readonly PlannedRecord[]): Promise<void> {
  const writes = planned.flatMap((record) => record.writes);
  const rejected = writes.flatMap(({ write, outcome }) => {
    const refusal = refusalIn(outcome);
    return refusal === null ? [] : [rejectedWrite(write, refusal, run.newId())];
  });
  const untold = writes.filter(({ outcome: { status } }) => ['failed', 'stale'].includes(status));
  await run.store.reportRejected(
    rejected,
    untold.map(({ write: { binding, recordId } }) => ({ binding, recordId })),
  );
}

function refusalIn(outcome: WriteOutcome): FieldRefusal | null {
  if (outcome.status === 'rejected') return outcome;
  return 'left' in outcome ? (outcome.left ?? null) : null;
}

function baseUpdate(
  key: readonly string[],
  { before }: NextRecord,
  confirmed: ConfirmedRecord,
): BaseUpdate {
  const { recordId, baseVersion, status, cells, settled, detach, unlink } = confirmed;
  return {
    recordId,
    baseVersion,
    status,
    cells,
    changed: Object.entries(cells).some(
      ([field, cell]) => !cellsEqual(before[field] ?? null, cell),
    ),
    settled,
    detach,
    unlink,
    key: keyCells(key, cells),
    keyHash: keyHash(key, cells) ?? derivedId('no key', recordId),
    rows: confirmed.rows.map((row) => ({
      ...row,
      shownHash: rowHash(row.shown),
      contentHash: contentHash(key, row.shown),
    })),
  };
}
