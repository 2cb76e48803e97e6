import type { AdapterCapabilities } from '../../src/adapters/adapter.ts';
import type { ContractBench } from './contract-bench.ts';

/** What an adapter must be able to do for a test to apply. */
export interface Need {
  readonly isMet: (capabilities: AdapterCapabilities) => boolean;
  /** Why the test is left out where it is not. */
  readonly otherwise: string;
}

/** One statement about every adapter; its name begins with the rules of SPEC.md that it proves. */
export interface ContractTest {
  readonly name: string;
  readonly needs?: Need;
  run(bench: ContractBench): Promise<void>;
}

/** Why a test does not apply to an adapter; null where it does. */
export function leftOutBecause(
  { needs }: ContractTest,
  capabilities: AdapterCapabilities,
): string | null {
  return needs === undefined || needs.isMet(capabilities) ? null : needs.otherwise;
}
