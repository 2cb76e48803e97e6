import { describe, expect, it } from 'vitest';
import type { AdapterOnTrial } from './adapter-on-trial.ts';
import { ADAPTERS_ON_TRIAL, type AdapterName } from './adapters-on-trial.ts';
import { ContractBench } from './contract-bench.ts';
import { leftOutBecause } from './contract-test.ts';
import { CONTRACT_TESTS } from './contract-tests.ts';

/**
 * What holds for every adapter, as `adapter.ts` says. `open` gives a fresh empty table each time. A test is left out
 * only where the capabilities say that it does not apply, and tells why.
 */
export function registerAdapterContract(
  name: AdapterName,
  open: () => Promise<AdapterOnTrial>,
): void {
  const capabilities = ADAPTERS_ON_TRIAL[name];
  describe(`the contract of adapters: ${name}`, () => {
    it('is tried on what the adapter says of itself', async () => {
      const { definition } = await open();
      expect(definition.capabilities).toEqual(capabilities);
    });

    for (const test of CONTRACT_TESTS) {
      const reason = leftOutBecause(test, capabilities);
      it(test.name, async (context) => {
        if (reason !== null) return context.skip(reason);
        await test.run(await ContractBench.set(await open()));
      });
    }
  });
}
