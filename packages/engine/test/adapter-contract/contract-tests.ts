import type { ContractTest } from './contract-test.ts';
import { TESTS_OF_CHANGES } from './tests-of-changes.ts';
import { TESTS_OF_CREATES } from './tests-of-creates.ts';
import { TESTS_OF_DELETES } from './tests-of-deletes.ts';
import { TESTS_OF_IDENTITY } from './tests-of-identity.ts';
import { TESTS_OF_READING } from './tests-of-reading.ts';
import { TESTS_OF_TABLES } from './tests-of-tables.ts';
import { TESTS_OF_UPDATES } from './tests-of-updates.ts';
import { TESTS_OF_VALUES } from './tests-of-values.ts';

/** The contract of adapters, in the order of its document. */
export const CONTRACT_TESTS: readonly ContractTest[] = [
  ...TESTS_OF_TABLES,
  ...TESTS_OF_READING,
  ...TESTS_OF_CHANGES,
  ...TESTS_OF_VALUES,
  ...TESTS_OF_CREATES,
  ...TESTS_OF_UPDATES,
  ...TESTS_OF_DELETES,
  ...TESTS_OF_IDENTITY,
];
