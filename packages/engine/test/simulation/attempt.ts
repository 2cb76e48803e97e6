import { isChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { SystemName } from '../../src/model/system.ts';
import type { RowWrite } from '../../src/model/write.ts';
import { failRun } from '../../src/sync/fail-run.ts';
import type { RunRef } from '../../src/sync/run-store.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { hashSigner } from '../world/hash-signer.ts';
import { Activity } from './activity.ts';
import type { Faults } from './faults.ts';
import { faultyStore } from './faulty-store.ts';
import { noteAttempts } from './note-effect.ts';
import { RetryingSteps } from './retrying-steps.ts';
import type { SimWorld } from './sim-world.ts';

/** One worker that carries out a run which was claimed. */
export interface Attempt {
  readonly ref: RunRef;
  readonly isPreview: boolean;
  readonly activity: Activity;
  /** What the Workflow instance remembers; the next worker of the same instance goes on with it. */
  readonly remembered: Map<string, string>;
}

/** A worker for a claimed run, as `runtime/sync-run.ts` is one; it waits at its first gate. */
export async function startAttempt(
  world: SimWorld,
  faults: Faults,
  ref: RunRef,
  begin: (attempt: Attempt) => void,
  remembered = new Map<string, string>(),
): Promise<Attempt> {
  const activity = new Activity(`run ${ref.runId.slice(-6)} under fence ${ref.fence}`);
  const gate = (place: string) => activity.gate(place);
  const taken = (binding: string, writes: readonly RowWrite[]) =>
    noteAttempts(world, ref.runId, binding as SystemName, writes);
  const steps = new RetryingSteps(gate, remembered);
  const { kind } = await world.state.getRun(ref.runId);
  const attempt = { ref, isPreview: kind === 'preview', activity, remembered };
  begin(attempt);
  await activity.start(async () => {
    try {
      const { context, standing } = await world.state.openRun(ref, steps);
      await runSync(
        { ...context, store: faultyStore(context.store, gate, faults, taken) },
        standing,
      );
    } catch (error) {
      if (!isChittySyncError(error)) throw error;
      world.trace.add(`${activity.name} fails: ${error.code}`);
      const store = faultyStore(world.state.openStore(ref), gate, faults, taken);
      const t = new Date(world.now).toISOString();
      const { tenantId: tenant, registryId: registry, runId: run } = ref;
      await steps.do('end: failed', async () => {
        await failRun(store, hashSigner, { tenant, registry, run, t, actor: 'chittysync' }, error);
        return 'failed';
      });
    }
  });
  return attempt;
}
