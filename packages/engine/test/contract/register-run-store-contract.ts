import { describe } from 'vitest';
import { registerBaseContract } from './register-base-contract.ts';
import { registerChoosingContract } from './register-choosing-contract.ts';
import { registerDoubtsContract } from './register-doubts-contract.ts';
import { registerFindingsContract } from './register-findings-contract.ts';
import { registerIdentityContract } from './register-identity-contract.ts';
import { registerIsolationContract } from './register-isolation-contract.ts';
import { registerPlanContract } from './register-plan-contract.ts';
import { registerProgressContract } from './register-progress-contract.ts';
import { registerRelatedContract } from './register-related-contract.ts';
import { registerReturnContract } from './register-return-contract.ts';
import { registerStagingContract } from './register-staging-contract.ts';
import { registerUnchangedContract } from './register-unchanged-contract.ts';
import type { StoreOnTrial } from './run-store-bench.ts';

/** What holds for every `RunStore`. `open` gives a new tenant, each time in the same database. */
export function registerRunStoreContract(name: string, open: () => StoreOnTrial): void {
  describe(name, () => {
    registerStagingContract(open);
    registerUnchangedContract(open);
    registerChoosingContract(open);
    registerIdentityContract(open);
    registerPlanContract(open);
    registerRelatedContract(open);
    registerFindingsContract(open);
    registerBaseContract(open);
    registerDoubtsContract(open);
    registerReturnContract(open);
    registerProgressContract(open);
    registerIsolationContract(open);
  });
}
