import type { AuditEntry } from '../../src/audit/format/audit-entry.ts';
import { must } from '../../src/errors/assert.ts';
import { isChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { Cell } from '../../src/model/cell.ts';
import type { Run, RunKind } from '../../src/model/run.ts';
import { failRun } from '../../src/sync/fail-run.ts';
import type { RunRef } from '../../src/sync/run-store.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import type { StepRunner } from '../../src/sync/step-runner.ts';
import { Crash, DirectSteps } from './direct-steps.ts';
import type {
  RunWish,
  WorldConflict,
  WorldParts,
  WorldProblem,
  WorldState,
} from './world-state.ts';

/** The runs of one registry in this process, and what people decide about them. */
export class RegistryRuns {
  registryId: string;
  readonly state: WorldState;
  protected readonly parts: WorldParts;
  private claimed: RunRef | null = null;

  constructor(registryId: string, state: WorldState, parts: WorldParts) {
    this.registryId = registryId;
    this.state = state;
    this.parts = parts;
  }

  /** The run that was claimed last, under its fence. */
  get lastClaimed(): RunRef {
    return must(this.claimed, 'a run was claimed');
  }

  /** Asks for a run, with a goal for an undo or a restore. @throws CS_REGISTRY_BLOCKED */
  async queue(kind: RunKind = 'sync', wish: RunWish = {}): Promise<string> {
    const id = this.parts.newId();
    await this.state.queue(this.registryId, id, kind, wish);
    return id;
  }

  /** Starts whatever run is next, as the coordinator does; a crash leaves it as it is. */
  async carryOut(id: string, steps: StepRunner = new DirectSteps()): Promise<Run> {
    const ref = await this.state.claim(this.registryId);
    if (ref !== null) {
      this.claimed = ref;
      try {
        const { context, standing } = await this.state.openRun(ref, steps);
        await runSync(context, standing);
      } catch (error) {
        // Anything but a coded error or a crash that was asked for is a bug: the test has to see it.
        if (!isChittySyncError(error) && !(error instanceof Crash)) throw error;
        if (!(error instanceof Crash)) {
          const head = {
            tenant: this.state.tenantId,
            registry: this.registryId,
            run: ref.runId,
            t: this.parts.now().toISOString(),
            actor: 'api',
          };
          await failRun(this.state.openStore(ref), this.parts.signer, head, error);
        }
      }
    }
    return this.state.getRun(id);
  }

  /** A person approves exactly this plan. */
  approve({ id, planHash }: Run): Promise<void> {
    return this.state.approve(id, must(planHash, 'a halted run has a plan'));
  }

  reject({ id }: Run): Promise<void> {
    return this.state.reject(id, 'by mistake');
  }

  conflicts(): Promise<readonly WorldConflict[]> {
    return this.state.conflicts(this.registryId);
  }

  /** A person decides an open conflict as it was seen. Returns the run that is to carry it out. */
  async resolve(conflict: WorldConflict, value: Cell): Promise<string> {
    const runId = this.parts.newId();
    await this.state.resolve(conflict, value, runId);
    return runId;
  }

  problems(): Promise<readonly WorldProblem[]> {
    return this.state.problems(this.registryId);
  }

  /** The audit log, in order. */
  entries(): Promise<readonly AuditEntry[]> {
    return this.state.entries(this.registryId);
  }
}
