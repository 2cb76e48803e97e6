import { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import { hashSigner } from '../world/hash-signer.ts';
import { memorySystems } from '../world/memory-systems.ts';
import type { WorldParts } from '../world/world-state.ts';

/** The parts of a world whose systems are not used, and whose time never stands still. */
export function partsOf(newId: () => string): WorldParts {
  let time = Date.parse('2026-01-31T12:00:00.000Z');
  const now = () => new Date(time++);
  const system = () => new MemorySystem(newId(), now);
  return {
    systems: memorySystems({ notion: system(), postgres: system(), sheets: system() }),
    signer: hashSigner,
    now,
    newId,
  };
}
