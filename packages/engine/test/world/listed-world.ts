import { expect } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import { SYSTEM_NAMES, type SystemName, type TableField } from '../../src/model/system.ts';
import { RegistryWorld, type WorldStore } from './registry-world.ts';
import { ROWS } from './settled-world.ts';
import { type RegistryChanges, WORLD_TABLE } from './world-registry.ts';

/** A settled world whose column `status` lists its options, one more than the schema permits. */
export async function listedWorld(
  store: WorldStore,
  changes: RegistryChanges = {},
): Promise<RegistryWorld> {
  const world = await RegistryWorld.create(store, changes);
  for (const system of SYSTEM_NAMES) {
    alterColumn(world, system, 'status', { options: ['open', 'done', 'unused'] });
  }
  for (const row of ROWS) world.add('notion', row);
  expect((await world.run()).status).toBe('succeeded');
  return world;
}

/** A listed world whose Notion lost an option, and with it the cells of two rows. */
export async function droppedOption(
  store: WorldStore,
  changes: RegistryChanges = {},
): Promise<RegistryWorld> {
  const world = await listedWorld(store, changes);
  alterColumn(world, 'notion', 'status', { options: ['done', 'unused'] });
  for (const code of ['A', 'B']) world.edit('notion', code, { status: null });
  return world;
}

/** Someone changes a column; null drops it. */
export function alterColumn(
  world: RegistryWorld,
  system: SystemName,
  column: string,
  changes: Partial<TableField> | null,
): void {
  const { fields } = tableOf(world, system);
  const at = fields.findIndex(({ name }) => name === column);
  const before = must(fields[at], `there is a column ${column}`);
  fields.splice(at, 1, ...(changes === null ? [] : [{ ...before, ...changes }]));
}

export function tableOf(world: RegistryWorld, system: SystemName) {
  return must(world.systems[system].tables.get(WORLD_TABLE), 'the table is set up');
}
