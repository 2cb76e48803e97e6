import { afterAll, beforeAll } from 'vitest';
import { startStateDatabase } from '../../src/db/state-database.fixture.ts';
import type { WorldStore } from '../world/registry-world.ts';

/** Registers tests over worlds that keep their state in a state database of this file. */
export function onPostgres(register: (store: () => WorldStore) => void): void {
  let database: Awaited<ReturnType<typeof startStateDatabase>>;
  beforeAll(async () => {
    database = await startStateDatabase();
  });
  afterAll(() => database.close());
  register(() => ({ db: database.db }));
}
