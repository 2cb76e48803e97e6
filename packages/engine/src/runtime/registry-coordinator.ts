import { DurableObject } from 'cloudflare:workers';
import type { ClaimedRun } from '../db/claim-run.ts';
import { claimRun } from '../db/claim-run.ts';
import { composeEngine } from './compose.ts';
import type { WorkerEnv } from './worker-env.ts';

/** How often a running instance is looked at, in case it ended without saying so. */
const WATCH_INTERVAL_MS = 30_000;

interface ActiveRun {
  readonly runId: string;
  readonly instanceId: string;
}

interface Identity {
  readonly tenantId: string;
  readonly registryId: string;
}

/**
 * One per registry: lets one run at a time go. The queue itself is the table of runs; whoever adds to it
 * wakes the coordinator. A claimed run gets a higher fence than every run before it.
 */
export class RegistryCoordinator extends DurableObject<WorkerEnv> {
  /** Serialises the calls: a wake that arrives during another waits for it. */
  private turn: Promise<void> = Promise.resolve();
  /** The instance that this object started or roused since it was brought into memory. */
  private awake: string | null = null;

  /** Tells that a run may be waiting. Returns once the run was started, or another is still going. */
  wake(identity: Identity): Promise<void> {
    return this.inTurn(async () => {
      await this.ctx.storage.put('identity', identity);
      await this.startNext(identity);
    });
  }

  /** Called by a run as its last act. */
  finished(runId: string): Promise<void> {
    return this.inTurn(async () => {
      const active = await this.ctx.storage.get<ActiveRun>('active');
      if (active?.runId === runId) await this.ctx.storage.delete('active');
      await this.ctx.storage.setAlarm(this.now());
    });
  }

  override alarm(): Promise<void> {
    return this.inTurn(async () => {
      const identity = await this.ctx.storage.get<Identity>('identity');
      if (identity !== undefined) await this.startNext(identity);
    });
  }

  private async startNext(identity: Identity): Promise<void> {
    const active = await this.ctx.storage.get<ActiveRun>('active');
    if (active !== undefined && (await this.isAlive(active))) {
      await this.ctx.storage.setAlarm(this.now() + WATCH_INTERVAL_MS);
      await this.rouse(active);
      return;
    }
    await this.ctx.storage.delete('active');
    const engine = composeEngine(this.env as unknown as Record<string, unknown>);
    const state = { db: engine.database, tenantId: identity.tenantId };
    const claimed = await claimRun(state, identity.registryId);
    if (claimed !== null) await this.start(identity, claimed);
  }

  private async start(identity: Identity, { runId, attempt, fence }: ClaimedRun): Promise<void> {
    const instanceId = attempt === 1 ? runId : `${runId}-${attempt}`;
    await this.ctx.storage.put('active', {
      runId,
      instanceId,
    } satisfies ActiveRun);
    await this.ctx.storage.setAlarm(this.now() + WATCH_INTERVAL_MS);
    await this.env.SYNC_RUN.create({
      id: instanceId,
      params: { ...identity, runId, fence },
    });
    this.awake = instanceId;
  }

  /**
   * Makes an instance go on that may have been cut off with us. Cloudflare goes on by itself and keeps the event
   * unread; workerd on one machine has no such engine: after a kill an instance stays "running", and does nothing,
   * until an event reaches it. Then it goes on after the last step that was done, under the same fence.
   */
  private async rouse({ instanceId }: ActiveRun): Promise<void> {
    if (this.awake === instanceId) return;
    const instance = await this.env.SYNC_RUN.get(instanceId);
    await instance.sendEvent({ type: 'rouse', payload: null });
    this.awake = instanceId;
  }

  /** Whether the instance can still make progress. */
  private async isAlive({ instanceId }: ActiveRun): Promise<boolean> {
    try {
      const instance = await this.env.SYNC_RUN.get(instanceId);
      const { status } = await instance.status();
      return !['complete', 'errored', 'terminated', 'unknown'].includes(status);
    } catch {
      // An instance that cannot be found was never created, or is past its retention.
      return false;
    }
  }

  private inTurn(task: () => Promise<void>): Promise<void> {
    const done = this.turn.then(task);
    this.turn = done.catch(() => undefined);
    return done;
  }

  private now(): number {
    return Date.now();
  }
}
