import type { Run } from './run.ts';
import { SCHEMA_CHANGED } from './shape-change.ts';

/**
 * The plan that a run is to carry out as it is: left by an attempt that was cut off, or approved by a person where
 * it was halted. The plan of a preview never stands, since a preview that begins anew still writes nothing; that of
 * an undo or a restore stands only once it is approved.
 */
export function standingPlan(
  { kind, planHash, halts, goal }: Pick<Run, 'kind' | 'planHash' | 'halts' | 'goal'>,
  approvedHash: string | null,
): { readonly planHash: string } | null {
  // The hash of changed tables is no plan: approved or not, there is nothing yet to carry out.
  if (halts.some(({ code }) => code === SCHEMA_CHANGED)) return null;
  const isCleared = (halts.length === 0 && goal === null) || approvedHash === planHash;
  return kind === 'sync' && planHash !== null && isCleared ? { planHash } : null;
}
