import { expect } from 'vitest';
import type { Database } from '../../src/db/database.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import { type RegistryChanges, RegistryWorld } from './registry-world.ts';

export const ROWS = ['A', 'B', 'C', 'D'].map((code) => ({
  code,
  name: `Name ${code}`,
  status: 'open',
  amount: '10',
}));

/** A world of four rows that all systems agree on. */
export async function settledWorld(
  db: Database,
  changes: RegistryChanges = {},
): Promise<RegistryWorld> {
  const world = await RegistryWorld.create(db, changes);
  for (const row of ROWS) world.add('notion', row);
  const first = await world.run();
  expect(first.status).toBe('succeeded');
  return world;
}

export function expectAllEqual(world: RegistryWorld): void {
  const [first, ...others] = SYSTEM_NAMES.map((system) => world.rows(system));
  for (const other of others) expect(other).toEqual(first);
}

/** One native value of a system. */
export function cellOf(
  world: RegistryWorld,
  system: SystemName,
  code: string,
  field: string,
): unknown {
  return world.rows(system)[code]?.[field];
}
