import type { RunStatus } from '../model/run.ts';
import { fetchObservations } from './1-fetch/fetch-observations.ts';
import { chooseChanged } from './2-diff/choose-changed.ts';
import { previewRun } from './5-preview/preview-run.ts';
import { applyPlan } from './6-apply/apply-plan.ts';
import { auditRun } from './7-audit/audit-run.ts';
import { verifyRun } from './8-verify/verify-run.ts';
import { endWithoutWrites } from './end-without-writes.ts';
import type { RunContext } from './run-context.ts';

/** The plan that an earlier attempt or an approval left, to be carried out as it is. */
export interface StandingPlan {
  readonly planHash: string;
}

/**
 * One run, its eight steps in order: fetch → diff → validate → resolve → preview → apply → audit → verify.
 * `previewRun` does validate and resolve too, partition by partition, through the pure `decideRecord`.
 *
 * The plan of an undo or a restore is previewed first, and carried out once a person approved it.
 * The plan is stored with its hash before the first write, and what was planned is what is done: a run that
 * is started again with a standing plan goes on with applying it.
 */
export async function runSync(run: RunContext, standing: StandingPlan | null): Promise<RunStatus> {
  let planHash = standing?.planHash;
  if (planHash === undefined) {
    const fetched = await fetchObservations(run);
    const partitions = await chooseChanged(run);
    const verdict = await previewRun(run, partitions, fetched);
    if (run.kind === 'preview' || run.goal !== null)
      return endWithoutWrites(run, 'previewed', verdict);
    if (verdict.halts.length > 0) return endWithoutWrites(run, 'halted', verdict);
    planHash = verdict.planHash;
  }
  const failure = await applyPlan(run, planHash);
  await auditRun(run);
  return verifyRun(run, failure);
}
