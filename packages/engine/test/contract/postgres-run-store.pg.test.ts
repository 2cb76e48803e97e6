import { v7 } from 'uuid';
import { afterAll, beforeAll } from 'vitest';
import { startStateDatabase } from '../../src/db/state-database.fixture.ts';
import { PostgresWorldState } from '../world/postgres-world-state.ts';
import { registerRunStoreContract } from './register-run-store-contract.ts';
import { partsOf } from './world-parts.ts';

let database: Awaited<ReturnType<typeof startStateDatabase>>;
beforeAll(async () => {
  database = await startStateDatabase();
});
afterAll(() => database.close());

registerRunStoreContract('the state database', () => {
  return {
    state: new PostgresWorldState(
      database.db,
      partsOf(() => v7()),
    ),
    newId: () => v7(),
  };
});
