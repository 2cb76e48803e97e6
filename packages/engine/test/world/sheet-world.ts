import { expect } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import type { Run } from '../../src/model/run.ts';
import { SYSTEM_NAMES } from '../../src/model/system.ts';
import type { RegistryWorld, WorldStore } from './registry-world.ts';
import { settledWorld } from './settled-world.ts';
import { WORLD_TABLE } from './world-registry.ts';

export const NOTHING = { created: 0, updated: 0, deleted: 0 };
export const CODES = ['A', 'B', 'C', 'D'];

/** Rows whose contents have little in common. */
export async function variedWorld(store: WorldStore): Promise<RegistryWorld> {
  const world = await settledWorld(store);
  CODES.forEach((code, i) => {
    world.edit('notion', code, { status: i % 2 === 0 ? 'open' : 'done', amount: `${i + 1}` });
  });
  expect((await world.run()).status).toBe('succeeded');
  return world;
}

/** The run planned no write to any binding. */
export function expectNoWrites({ perBinding }: Run): void {
  expect(perBinding).toEqual(Object.fromEntries(SYSTEM_NAMES.map((name) => [name, NOTHING])));
}

/** Binding, field and rule of the open problems. */
export async function openProblems(world: RegistryWorld): Promise<string[]> {
  const open = (await world.problems()).filter(({ status }) => status === 'open');
  return open.map(({ binding, field, rule }) => `${binding} ${field ?? '*'} ${rule}`).sort();
}

/** The sheet's rows, as they stand. */
export function sheetOf(world: RegistryWorld) {
  return must(world.systems.sheets.tables.get(WORLD_TABLE), 'the table is set up').rows;
}

/** A person removes the sheet's nth row, whatever its key. */
export function removeAt(world: RegistryWorld, position: number): void {
  world.tick();
  must(sheetOf(world)[position], 'the sheet has that row').presence = 'gone';
}
