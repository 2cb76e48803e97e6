import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers';
import { failOpenSteps, updateRun } from '../db/run-progress.ts';
import { clearObservations } from '../db/staging-store.ts';
import { isChittySyncError } from '../errors/chittysync-error.ts';
import { runSync } from '../sync/run-sync.ts';
import { composeEngine } from './compose.ts';
import type { RunRef } from './open-run.ts';
import { openRun } from './open-run.ts';
import { coordinatorOf, type WorkerEnv } from './worker-env.ts';
import { workflowSteps } from './workflow-steps.ts';

export type SyncRunParams = RunRef;

/**
 * One attempt of a run as a Cloudflare Workflow instance. A run that halts ends its instance; an approval
 * starts the next one, which goes on with the plan that stands.
 */
export class SyncRun extends WorkflowEntrypoint<WorkerEnv, SyncRunParams> {
  override async run(event: Readonly<WorkflowEvent<SyncRunParams>>, step: WorkflowStep) {
    const ref = event.payload;
    const engine = composeEngine(this.env as unknown as Record<string, unknown>);
    const steps = workflowSteps(step);
    let status: string;
    try {
      const { context, standing } = await openRun(engine, ref, steps);
      status = await runSync(context, standing);
    } catch (error) {
      status = await steps.do('end: failed', async () => {
        const state = { db: engine.database, tenantId: ref.tenantId };
        const failure = describeFailure(error);
        await failOpenSteps(state, ref.runId);
        await clearObservations(state, ref.runId);
        if (failure.code !== 'CS_FENCED') {
          await updateRun(state, ref.runId, {
            status: 'failed',
            error: failure,
            finished: true,
          });
        }
        return 'failed';
      });
    }
    await steps.do('release', async () => {
      await coordinatorOf(this.env, ref.registryId).finished(ref.runId);
      return null;
    });
    return { status };
  }
}

/** The public half of an error. What is no coded error is a bug: its text stays in the log. */
function describeFailure(error: unknown): { code: string; message: string } {
  if (isChittySyncError(error)) return { code: error.code, message: error.message };
  const message = error instanceof Error ? error.message : String(error);
  console.error(JSON.stringify({ event: 'chittysync.run.failed', message }));
  return {
    code: 'CS_INTERNAL',
    message: 'the run ended by a fault of ChittySync',
  };
}
