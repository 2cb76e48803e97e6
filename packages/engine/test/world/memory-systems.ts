import type { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import { must } from '../../src/errors/assert.ts';
import { type MemoryCapabilities, memoryCatalogue } from './memory-catalogue.ts';
import type { WorldSystems } from './world-state.ts';

/** Systems in memory, one for each binding, by its name. */
export function memorySystems(
  systems: Readonly<Record<string, MemorySystem>>,
  capabilities: MemoryCapabilities = {},
): WorldSystems {
  return {
    catalogue: memoryCatalogue(systems, capabilities),
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
