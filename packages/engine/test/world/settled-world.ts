import { expect } from 'vitest';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import { RegistryWorld, type WorldStore } from './registry-world.ts';
import type { RegistryChanges } from './world-registry.ts';

export const ROWS = ['A', 'B', 'C', 'D'].map((code) => ({
  code,
  name: `Name ${code}`,
  status: 'open',
  amount: '10',
}));

/** A world of four rows that all systems agree on. */
export async function settledWorld(
  store: WorldStore,
  changes: RegistryChanges = {},
): Promise<RegistryWorld> {
  const world = await RegistryWorld.create(store, changes);
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
