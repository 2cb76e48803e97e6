import { createHash, randomUUID } from 'node:crypto';
import type { EmulatorClock, EmulatorStore } from '../emulator/emulator.ts';
import { health, json, type Peer } from './peer.ts';

interface LedgerEntry {
  readonly id: string;
  readonly sequenceNumber: string;
  readonly hash: string;
  readonly previousHash: string;
  readonly createdAt: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const ENTITY_TYPES = new Set(['transaction', 'evidence', 'custody', 'audit']);

/**
 * ChittyLedger in the form that ChittyFinance calls (`POST /api/entries`). Like the real one it does not drop
 * duplicates. `GET /api/entries?from=&limit=` reads back in order of sequence numbers.
 */
export function createLedgerPeer(clock: EmulatorClock, store: EmulatorStore): Peer {
  const entries = store.collection<LedgerEntry>('ledger.entries');
  return {
    routes: {
      'GET /health': () => health('chittyledger', clock.now()),
      'POST /api/entries': ({ body }) => {
        if (body === undefined) return json(400, { error: 'a JSON object is expected' });
        if (!ENTITY_TYPES.has(String(body.entityType)) || typeof body.action !== 'string') {
          return json(400, { error: 'entityType or action is missing or unknown' });
        }
        const sequenceNumber = String(entries.size + 1);
        const previousHash = entries.get(String(entries.size))?.hash ?? '0'.repeat(64);
        const payload = body;
        const hashed = JSON.stringify([previousHash, sequenceNumber, payload]);
        const hash = createHash('sha256').update(hashed).digest('hex');
        const id = randomUUID();
        const createdAt = clock.now().toISOString();
        const entry = { id, sequenceNumber, hash, previousHash, createdAt, payload };
        entries.set(sequenceNumber, entry);
        return json(201, { id, sequenceNumber, hash });
      },
      'GET /api/entries': ({ api }) => {
        const from = Number(api.query.get('from') ?? 1);
        const limit = Number(api.query.get('limit') ?? 100);
        const listed = [...entries.values()].slice(from - 1, from - 1 + limit);
        return json(200, { entries: listed, total: entries.size });
      },
    },
    notFound: (path) => json(404, { error: `no route ${path}` }),
    afterReset: () => undefined,
    putObject: () => false,
  };
}
