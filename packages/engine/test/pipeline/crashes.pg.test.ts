import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { queryRows } from '../../src/db/query-rows.ts';
import { startStateDatabase } from '../../src/db/state-database.fixture.ts';
import { DirectSteps } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, settledWorld } from '../world/settled-world.ts';

let database: Awaited<ReturnType<typeof startStateDatabase>>;
let db: Database;
beforeAll(async () => {
  database = await startStateDatabase();
  db = database.db;
});
afterAll(() => database.close());

describe('a crash before any step', () => {
  it('loses no edit and doubles no row, wherever it happens', async () => {
    let finished = false;
    for (let dieAt = 0; !finished; dieAt += 1) {
      const world = await settledWorld(db);
      world.edit('notion', 'A', { name: 'Edited' });
      world.add('sheets', { code: 'E', name: 'New', status: 'open', amount: '1' });
      world.remove('postgres', 'D');
      const steps = new DirectSteps();
      steps.dieAt = dieAt;
      const run = await world.run('sync', steps);
      finished = steps.taken <= dieAt;
      const done = finished ? run : await world.carryOut(run.id);
      expect(done.status, `died before step ${dieAt}`).toBe('succeeded');
      expect(Object.keys(world.rows('notion')).sort()).toEqual(['A', 'B', 'C', 'E']);
      expect(cellOf(world, 'sheets', 'A', 'name')).toBe('Edited');
      expectAllEqual(world);
      const counted = await queryRows<{ n: number }>(
        db,
        sql`SELECT count(*)::int AS n FROM chittysync.audit_entries
            WHERE run_id = ${run.id} AND entry LIKE '%"write.outcome"%'`,
      );
      expect(counted[0]?.n, `died before step ${dieAt}`).toBe(6);
    }
  });
});
