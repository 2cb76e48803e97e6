import { ADAPTERS_ON_TRIAL, type AdapterName } from './adapters-on-trial.ts';
import { openMemoryTrial } from './open-memory-trial.ts';
import { registerAdapterContract } from './register-adapter-contract.ts';

const NAMES: readonly AdapterName[] = ['memory', 'memory as notion', 'memory as sheets'];

for (const name of NAMES) {
  registerAdapterContract(name, () => openMemoryTrial(ADAPTERS_ON_TRIAL[name]));
}
