import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStateDatabase } from '../../src/db/state-database.fixture.ts';
import { simulate } from './simulate.ts';

const SEEDS = [1, 2, 3];

describe('a simulated registry whose state is in Postgres', () => {
  let database: Awaited<ReturnType<typeof startStateDatabase>>;
  beforeAll(async () => {
    database = await startStateDatabase();
  });
  afterAll(() => database.close());

  it.each(SEEDS)(
    'loses and doubles nothing, and agrees (seed %i)',
    { timeout: 120_000 },
    async (seed) => {
      const report = await simulate(seed, { small: true, store: { db: database.db } });
      const { lost, duplicated, unconverged, edits } = report;
      expect([...lost, ...duplicated, ...unconverged]).toEqual([]);
      expect(edits).toBeGreaterThan(10);
    },
  );
});
