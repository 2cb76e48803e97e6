import type { SystemDefinition } from '../../src/adapters/adapter.ts';
import { memoryDefinition } from '../../src/adapters/memory/memory-definition.ts';
import type { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import type { SystemName } from '../../src/model/system.ts';

/**
 * A catalogue in which each system is one in memory, with what the core has to know of the real one: `notion` has a
 * trash, and rows of `sheets` have no identity but the key.
 */
export function memoryCatalogue(
  systems: Readonly<Record<SystemName, MemorySystem>>,
): Readonly<Record<SystemName, SystemDefinition>> {
  const all = Object.values(systems);
  return {
    notion: memoryDefinition('notion', all, { capabilities: { deleteMeans: 'trash' } }),
    postgres: memoryDefinition('postgres', all),
    sheets: memoryDefinition('sheets', all, { capabilities: { stableRowIds: false } }),
  };
}
