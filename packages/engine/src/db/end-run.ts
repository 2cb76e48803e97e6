import type { RunEnding } from '../model/run.ts';
import type { RunRef } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { closeRejected, countOpenProblems, markKnown } from './findings-store.ts';
import { rememberDoubts } from './remember-doubts.ts';
import { blockRegistry, endStep, failOpenSteps, rememberFetch, updateRun } from './run-progress.ts';
import { clearObservations } from './staging-store.ts';

/** Ends a run. Its status comes last, so that whoever sees it finds the rest done. */
export async function endRun(state: TenantDatabase, run: RunRef, ending: RunEnding): Promise<void> {
  const { runId, registryId } = run;
  switch (ending.status) {
    case 'previewed':
      for (const step of ['apply', 'audit', 'verify'] as const) {
        await endStep(state, runId, step, {}, 'skipped');
      }
      break;
    case 'halted':
      await blockRegistry(state, registryId, runId);
      break;
    case 'failed':
      await failOpenSteps(state, runId);
      await rememberDoubts(state, run);
      break;
    default:
      await rememberFetch(state, runId, registryId);
      await closeRejected(state, { runId, registryId });
      await markKnown(state, { registryId });
      await countOpenProblems(state, { runId, registryId });
  }
  await clearObservations(state, runId);
  await updateRun(state, runId, { ...ending, finished: ending.status !== 'halted' });
}
