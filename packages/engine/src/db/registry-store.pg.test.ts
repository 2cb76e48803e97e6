import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { worldRegistry } from '../../test/world/world-registry.ts';
import { parseRegistrySchema } from '../model/registry-schema.ts';
import { getRegistry } from './registry-reader.ts';
import { insertRegistry, type RegistryToStore, updateRegistry } from './registry-store.ts';
import { startStateDatabase } from './state-database.fixture.ts';

let database: Awaited<ReturnType<typeof startStateDatabase>>;
beforeAll(async () => {
  database = await startStateDatabase();
});
afterAll(() => database.close());

/** A registry with text fields of these names. */
function registryOf(id: string, fields: readonly string[]): RegistryToStore {
  const properties = Object.fromEntries(fields.map((field) => [field, { type: 'string' }]));
  return { ...worldRegistry(id, v7), schema: { type: 'object', properties } };
}

describe('a stored registry', () => {
  it('has its fields in the order in which they were given, also after an edit', async () => {
    const tenant = { db: database.db, tenantId: v7() };
    const stored = async (id: string) => {
      const parsed = parseRegistrySchema((await getRegistry(tenant, id)).schema);
      return parsed.ok ? parsed.fields.map(({ field }) => field) : parsed.issues;
    };
    const id = v7();
    // Neither by the alphabet nor by length, which is how jsonb orders names.
    const given = ['zip', 'name', 'code', 'a', 'region'];
    const first = await insertRegistry(tenant, registryOf(id, given));
    expect(await stored(id)).toEqual(given);
    const edited = given.toReversed();
    await updateRegistry(tenant, first, registryOf(id, edited), 'unchanged');
    expect(await stored(id)).toEqual(edited);
  });
});
