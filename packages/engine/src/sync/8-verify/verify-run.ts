import { appendEntries } from '../../audit/append-entries.ts';
import { derivedId } from '../../crypto/derived-id.ts';
import type { BaseUpdate } from '../../db/base-store.ts';
import { advanceBase } from '../../db/base-store.ts';
import { markKnown } from '../../db/findings-store.ts';
import type { PlannedRecord } from '../../db/plan-store.ts';
import { countPartitions, readPartitionPlan } from '../../db/plan-store.ts';
import { beginStep, endStep, rememberFetch, updateRun } from '../../db/run-progress.ts';
import { clearObservations } from '../../db/staging-store.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import { keyCells, keyHash } from '../../model/key.ts';
import type { RunStatus } from '../../model/run.ts';
import { rowHash } from '../1-fetch/fetch-observations.ts';
import type { ApplyFailure } from '../6-apply/apply-plan.ts';
import { entryHead } from '../7-audit/audit-run.ts';
import type { RunContext } from '../run-context.ts';
import { confirmRecord } from './confirm-record.ts';

interface ConfirmReport {
  readonly [count: string]: number;
  readonly confirmed: number;
  readonly cells: number;
  readonly rows: number;
}

/** Advances the base where the read-back confirms it, and counts what does not show the base: the drift. */
export async function verifyRun(run: RunContext, failure: ApplyFailure | null): Promise<RunStatus> {
  const { state, runId, registry } = run;
  const partitions = await run.steps.do('verify: begin', async () => {
    await beginStep(state, runId, 'verify');
    return countPartitions(state, runId);
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
  const status: RunStatus = drift.rows === 0 && failure === null ? 'succeeded' : 'partial';
  await run.steps.do('verify: end', async () => {
    await rememberFetch(state, runId, registry.id);
    await markKnown(state, { registryId: registry.id });
    await clearObservations(state, runId);
    await endStep(state, runId, 'verify', {
      confirmed,
      driftCells: drift.cells,
    });
    await appendEntries(state, run.signer, [
      {
        v: 1,
        id: derivedId(runId, 'run.finished'),
        type: 'run.finished',
        ...entryHead(run),
        result: status,
        detail: { confirmed, driftCells: drift.cells, driftRows: drift.rows },
      },
    ]);
    await updateRun(state, runId, { status, drift, error: failure, finished: true });
    return null;
  });
  return status;
}

async function confirmPartition(run: RunContext, partition: number): Promise<ConfirmReport> {
  const planned = await readPartitionPlan(run.state, run.runId, partition);
  const updates = planned.map((record) => ({
    record,
    confirmed: confirmRecord(record.next, record.writes),
  }));
  const { runId, registry, fence } = run;
  const held = await advanceBase(
    run.state,
    { runId, registryId: registry.id, fence },
    updates.map(({ record, confirmed }) => baseUpdate(run, record, confirmed)),
  );
  if (!held) throw new ChittySyncError('CS_FENCED', 'another run took over this registry');
  const open = updates.filter(({ confirmed }) => confirmed.unconfirmed > 0);
  return {
    confirmed: updates.length - open.length,
    cells: open.reduce((total, { confirmed }) => total + confirmed.unconfirmed, 0),
    rows: open.length,
  };
}

function baseUpdate(
  run: RunContext,
  { next }: PlannedRecord,
  confirmed: ReturnType<typeof confirmRecord>,
): BaseUpdate {
  const { registry } = run;
  const idOf = new Map(run.bindings.map(({ binding }) => [binding.name, binding.id]));
  const ids = (names: readonly string[]) => names.flatMap((name) => idOf.get(name) ?? []);
  return {
    ...confirmed,
    key: keyCells(registry.key, confirmed.cells),
    keyHash: keyHash(registry.key, confirmed.cells) ?? derivedId('no key', next.recordId),
    rows: confirmed.rows.flatMap(({ binding, externalId, shown }) => {
      const bindingId = idOf.get(binding);
      return bindingId === undefined
        ? []
        : [{ bindingId, externalId, shown, shownHash: rowHash(shown) }];
    }),
    detachIds: ids(confirmed.detach),
    unlinkIds: ids(confirmed.unlink),
  };
}
