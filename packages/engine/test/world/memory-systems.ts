import type { AdapterCapabilities } from '../../src/adapters/adapter.ts';
import { memoryDefinition } from '../../src/adapters/memory/memory-definition.ts';
import type { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import { must } from '../../src/errors/assert.ts';
import type { SystemName } from '../../src/model/system.ts';
import type { WorldSystems } from './world-state.ts';

/** By system: what it cannot do, or does otherwise, than the reference in memory. */
export type MemoryCapabilities = Readonly<
  Partial<Record<SystemName, Partial<AdapterCapabilities>>>
>;

/** Systems in memory, one for each binding, by its name. */
export function memorySystems(
  systems: Readonly<Record<string, MemorySystem>>,
  capabilities: MemoryCapabilities = {},
): WorldSystems {
  const all = Object.values(systems);
  const define = (system: SystemName) =>
    memoryDefinition(system, all, { capabilities: capabilities[system] ?? {} });
  return {
    catalogue: {
      notion: define('notion'),
      postgres: define('postgres'),
      sheets: define('sheets'),
    },
    credentialOf({ name }) {
      return { kind: 'token', token: must(systems[name], `a system for "${name}"`).token };
    },
    network: {
      fetch: () => Promise.reject(new Error('systems in memory need no network')),
      wait: () => Promise.resolve(),
      baseUrls: {},
    },
  };
}
