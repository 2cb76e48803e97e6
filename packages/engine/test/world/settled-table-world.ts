import { expect } from 'vitest';
import type { LocalDatabase } from '../../src/adapters/postgres/local-database.fixture.ts';
import type { RegistrySchema } from '../../src/model/registry-schema.ts';
import type { Run } from '../../src/model/run.ts';
import { PostgresTableWorld, type TableWorldOptions } from './postgres-table-world.ts';

/** A schema with a text `id` before the given properties. */
export function schemaOf(properties: Readonly<Record<string, object>>): RegistrySchema {
  return { type: 'object', properties: { id: { type: 'string' }, ...properties } };
}

/** Records that a run created, updated and deleted. */
export function written({ counts }: Run): readonly (number | undefined)[] {
  return [counts.created, counts.updated, counts.deleted];
}

/** A world over a new table, of which the first run has made all sides equal. */
export async function settledTableWorld(
  database: LocalDatabase,
  table: string,
  columns: string,
  properties: Readonly<Record<string, object>>,
  rows: string | null,
  options: Partial<TableWorldOptions> = {},
): Promise<PostgresTableWorld> {
  await database.sql(`CREATE TABLE ${table} (${columns})`);
  if (rows !== null) await database.sql(`INSERT INTO ${table} VALUES ${rows}`);
  const schema = schemaOf(properties);
  const world = await PostgresTableWorld.create(database, { table, schema, ...options });
  const first = await world.run();
  expect([first.status, first.error]).toEqual(['succeeded', null]);
  expect(written(await world.run())).toEqual([0, 0, 0]);
  return world;
}
