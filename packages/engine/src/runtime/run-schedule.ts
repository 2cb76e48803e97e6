import { drainLedger } from '../audit/drain-ledger.ts';
import { listDueRegistries, listWaitingRegistries } from '../db/due-registries.ts';
import { nextRunAt } from '../db/next-run-at.ts';
import { insertScheduledRun } from '../db/scheduled-run.ts';
import { createChittyLedger } from '../peers/chitty-ledger.ts';
import type { Engine } from './compose.ts';

/**
 * Queues a run for every registry that is due, wakes all that have a run waiting or cut off, and sends audit
 * entries on to ChittyLedger.
 */
export async function runSchedule(
  engine: Engine,
  wake: (tenantId: string, registryId: string) => Promise<void>,
): Promise<void> {
  const now = engine.now();
  for (const { tenantId, registryId, schedule } of await listDueRegistries(engine.database, now)) {
    const state = { db: engine.database, tenantId };
    await insertScheduledRun(state, registryId, engine.newId(), nextRunAt(schedule, now));
  }
  const waiting = await listWaitingRegistries(engine.database);
  await Promise.all(waiting.map(({ tenantId, registryId }) => wake(tenantId, registryId)));
  const { peers, serviceToken } = engine.config;
  if (peers.ledger !== null) {
    const token = serviceToken?.reveal() ?? null;
    const sendHttp: typeof fetch = (input, init) => fetch(input, init);
    const ledger = createChittyLedger({ url: peers.ledger, token, fetch: sendHttp });
    await drainLedger(engine.database, ledger);
  }
}
