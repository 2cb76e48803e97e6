import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningEmulator } from '../../../local/src/emulator/emulator.ts';
import { startEmulator } from '../../../local/src/emulator/start-emulator.ts';
import { createPeersService } from '../../../local/src/peers/create-peers-service.ts';
import { auditLogOf } from '../db/audit-store.ts';
import { startStateDatabase } from '../db/state-database.fixture.ts';
import { createChittyLedger } from '../peers/chitty-ledger.ts';
import { appendEntries } from './append-entries.ts';
import { createAuditSigner } from './audit-signer.ts';
import { drainLedger } from './drain-ledger.ts';

let database: Awaited<ReturnType<typeof startStateDatabase>>;
let peers: RunningEmulator;
beforeAll(async () => {
  database = await startStateDatabase();
  peers = await startEmulator(createPeersService(), { port: 0 });
});
afterAll(async () => {
  await peers.close();
  await database.close();
});

const signer = createAuditSigner(() => '11'.repeat(32));

async function append(count: number): Promise<string[]> {
  const tenantId = v7();
  const entries = Array.from({ length: count }, () => ({
    v: 1 as const,
    id: v7(),
    type: 'run.intent' as const,
    tenant: tenantId,
    registry: v7(),
    run: v7(),
    t: '2026-11-21T12:00:00.000Z',
    actor: 'api',
  }));
  await appendEntries(auditLogOf({ db: database.db, tenantId }), signer, entries);
  return entries.map(({ id }) => id);
}

async function received(): Promise<string[]> {
  const response = await fetch(`${peers.url}/ledger/api/entries?limit=1000`);
  const body = (await response.json()) as {
    entries: { payload: { metadata: { event_id: string } } }[];
  };
  return body.entries.map(({ payload }) => payload.metadata.event_id);
}

describe('the way to ChittyLedger', () => {
  it('[AU9] goes on where it stopped when the ledger was away, and sends each entry once it is back', async () => {
    const ledger = createChittyLedger({ url: `${peers.url}/ledger`, token: null, fetch });
    const ids = await append(12);
    const rules = [
      { match: { path: '/ledger/' }, skip: 7, times: 1, fault: { kind: 'status', status: 503 } },
    ];
    await fetch(`${peers.url}/__emulator/faults`, {
      method: 'POST',
      body: JSON.stringify({ rules }),
    });
    expect(await drainLedger(database.db, ledger)).toBeLessThan(12);
    await drainLedger(database.db, ledger);
    expect((await received()).sort()).toEqual(ids.sort());
    expect(await drainLedger(database.db, ledger)).toBe(0);
  });
});
