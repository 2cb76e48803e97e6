import { WorkflowEntrypoint, type WorkflowEvent, type WorkflowStep } from 'cloudflare:workers';
import { PostgresRunStore } from '../db/postgres-run-store.ts';
import { logLine } from '../errors/log-line.ts';
import { failRun } from '../sync/fail-run.ts';
import type { RunRef } from '../sync/run-store.ts';
import { runSync } from '../sync/run-sync.ts';
import { TableChanged } from '../sync/table-changed.ts';
import { composeEngine } from './compose.ts';
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
      if (!(error instanceof TableChanged)) {
        console.error(logLine(error, { event: 'chittysync.run.failed', runId: ref.runId }));
      }
      status = await steps.do('end: failed', async () => {
        const store = new PostgresRunStore(engine.database, ref);
        const head = {
          tenant: ref.tenantId,
          registry: ref.registryId,
          run: ref.runId,
          t: engine.now().toISOString(),
          actor: 'chittysync',
        };
        return failRun(store, engine.signer, head, error);
      });
    }
    await steps.do('release', async () => {
      await coordinatorOf(this.env, ref.registryId).finished(ref.runId);
      return null;
    });
    return { status };
  }
}
