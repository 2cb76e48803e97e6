import type { AdapterCapabilities, SystemDefinition } from '../../src/adapters/adapter.ts';
import { memoryDefinition } from '../../src/adapters/memory/memory-definition.ts';
import type { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import type { SystemName } from '../../src/model/system.ts';

/** By system: what it cannot do, or does otherwise, than the reference in memory. */
export type MemoryCapabilities = Readonly<
  Partial<Record<SystemName, Partial<AdapterCapabilities>>>
>;

/**
 * A catalogue in which each system is one in memory, with what the core has to know of the real one: `notion` has a
 * trash, and rows of `sheets` have no identity but the key.
 */
export function memoryCatalogue(
  systems: Readonly<Record<string, MemorySystem>>,
  capabilities: MemoryCapabilities = {},
): Readonly<Record<SystemName, SystemDefinition>> {
  const all = Object.values(systems);
  const { notion = {}, postgres = {}, sheets = {} } = capabilities;
  return {
    notion: memoryDefinition('notion', all, {
      capabilities: { deleteMeans: 'trash', ...notion },
    }),
    postgres: memoryDefinition('postgres', all, { capabilities: postgres }),
    sheets: memoryDefinition('sheets', all, {
      capabilities: { stableRowIds: false, ...sheets },
    }),
  };
}
