import { expect, it } from 'vitest';
import { startLocalDatabase } from '../../src/adapters/postgres/local-database.fixture.ts';
import { postgresDefinition } from '../../src/adapters/postgres/postgres-definition.ts';
import { nativeTypesOf } from './native-types-of.ts';
import { CREATED_COLUMNS } from './round-trip-columns.ts';
import { promisedTrips, sampleTable, sendSamples } from './send-samples.ts';

it('[AD4] Postgres shows of every sample what the document says', async () => {
  const database = await startLocalDatabase();
  try {
    const adapter = database.adapter();
    const shape = await adapter.createTable(sampleTable(false));
    expect(nativeTypesOf(shape)).toEqual(CREATED_COLUMNS.postgres);
    const trips = await sendSamples(adapter, postgresDefinition, shape);
    expect(trips).toEqual(promisedTrips(postgresDefinition, shape));
  } finally {
    await database.close();
  }
});
