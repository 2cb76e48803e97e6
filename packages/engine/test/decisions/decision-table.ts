import type { DeletePolicy, StrategyChain } from '../../src/model/registry.ts';
import { ABSENCES } from './absences.ts';
import { CREATIONS } from './creations.ts';
import { EDITS_OF_EDITED_ROWS } from './edits-of-edited-rows.ts';
import { EDITS_OF_REFUSED_ROWS } from './edits-of-refused-rows.ts';
import { EDITS_OF_STALE_ROWS } from './edits-of-stale-rows.ts';
import type { AbsentState, NewState, PresentState } from './row-states.ts';

/**
 * What is decided about a record, for each state of its row in `x` and each of its row in `y`, under each policy.
 * No state can be left out: the types are complete, so that the compiler proves that every case is specified.
 */

/** The plan in one line, as `tell` in `decide-states.ts` puts it. */
export type Expected = string;

/** Chains of strategies. Four bindings speak for the field, so that a quorum is three unless it is given. */
export const CHAINS = {
  lastWrite: { strategy: ['last-write-wins', 'hash'] },
  prefer: { strategy: ['prefer'], prefer: ['x', 'y', 'w', 'z'] },
  quorum: { strategy: ['quorum', 'manual'], quorum: 2 },
  merge: { strategy: ['merge', 'hash'] },
  manual: { strategy: ['manual'] },
} as const satisfies Readonly<Record<string, StrategyChain>>;
export type Chain = keyof typeof CHAINS;

/** A plain line where the policy makes no difference. */
export type UnderChains = Expected | Readonly<Record<Chain, Expected>>;
export type UnderDeletes = Expected | Readonly<Record<DeletePolicy, Expected>>;

export type PresentRow = Readonly<Record<PresentState, UnderChains>>;

/** Rows that are there, by the state of `x`, then of `y`. */
export const EDITS: Readonly<Record<PresentState, PresentRow>> = {
  ...EDITS_OF_EDITED_ROWS,
  ...EDITS_OF_STALE_ROWS,
  ...EDITS_OF_REFUSED_ROWS,
};

/** The row in `x` was not seen. Conflicts are decided by `hash`. */
export const ABSENT: Readonly<
  Record<AbsentState, Readonly<Record<PresentState | AbsentState, UnderDeletes>>>
> = ABSENCES;

/** No base knows the record yet. */
export const CREATED: Readonly<Record<NewState, Readonly<Record<NewState, UnderChains>>>> =
  CREATIONS;
