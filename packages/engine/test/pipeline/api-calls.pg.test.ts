import { expect, it } from 'vitest';
import { countedPostgres } from '../world/counted-postgres.ts';
import { countScenarios } from '../world/counted-scenarios.ts';

it('sends Postgres a request for 500 writes, for 1,000 rows read and for 1,000 look-ups', async () => {
  const scenarios = await countScenarios(countedPostgres, 1_100);
  expect(scenarios.map(({ name, requests }) => [name, requests])).toEqual([
    ['first sync of 1100', { catalogue: 2, SELECT: 1, INSERT: 3 }],
    ['no change of 1100', { catalogue: 2, SELECT: 2 }],
    ['no change of 1100, incremental', { catalogue: 1, SELECT: 1 }],
    ['110 changed of 1100', { catalogue: 2, SELECT: 2, UPDATE: 1 }],
    ['110 removed there of 1100', { catalogue: 2, SELECT: 1 + 1 }],
  ]);
});
