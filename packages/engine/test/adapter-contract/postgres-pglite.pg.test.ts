import { afterAll, beforeAll } from 'vitest';
import {
  type LocalDatabase,
  startLocalDatabase,
} from '../../src/adapters/postgres/local-database.fixture.ts';
import { openPostgresTrial } from './open-postgres-trial.ts';
import { registerAdapterContract } from './register-adapter-contract.ts';

let database: LocalDatabase;
beforeAll(async () => {
  database = await startLocalDatabase('pglite');
});
afterAll(() => database.close());

registerAdapterContract('postgres neon/pglite', () => openPostgresTrial(database, 'neonUrl'));
registerAdapterContract('postgres pg/pglite', () => openPostgresTrial(database, 'wireUrl'));
