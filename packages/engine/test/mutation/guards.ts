import type { Guard } from './guard.ts';
import { GUARDS_OF_ADAPTERS } from './guards-of-adapters.ts';
import { GUARDS_OF_DECISIONS } from './guards-of-decisions.ts';
import { GUARDS_OF_FETCH } from './guards-of-fetch.ts';
import { GUARDS_OF_RELATIONS } from './guards-of-relations.ts';
import { GUARDS_OF_WRITES } from './guards-of-writes.ts';

/** All guards, in the order of the pipeline. */
export const GUARDS: readonly Guard[] = [
  ...GUARDS_OF_FETCH,
  ...GUARDS_OF_DECISIONS,
  ...GUARDS_OF_WRITES,
  ...GUARDS_OF_ADAPTERS,
  ...GUARDS_OF_RELATIONS,
];
