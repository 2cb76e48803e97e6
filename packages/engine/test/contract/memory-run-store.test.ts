import { countingIds } from '../world/counting-ids.ts';
import { MemoryWorldState } from '../world/memory-world-state.ts';
import { registerRunStoreContract } from './register-run-store-contract.ts';
import { partsOf } from './world-parts.ts';

const newId = countingIds();

registerRunStoreContract('a store in memory', () => {
  return { state: new MemoryWorldState(partsOf(newId)), newId };
});
