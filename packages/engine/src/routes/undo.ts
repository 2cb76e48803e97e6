import type { Context } from 'hono';
import { knownSince } from '../db/goal-store.ts';
import { getRegistry } from '../db/registry-reader.ts';
import { insertRun } from '../db/run-queue.ts';
import { getRun } from '../db/run-reader.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { Run, RunGoal, RunStatus } from '../model/run.ts';
import type { AppDeps } from './app-deps.ts';
import type { AppEnv } from './app-env.ts';
import * as contract from './contract/run.ts';
import { newRouter } from './new-router.ts';
import { invalidRequest } from './request-issues.ts';
import { tenantOf } from './tenant-of.ts';
import { wakeCoordinator } from './wake-coordinator.ts';

/** How a run ended that may have written. */
const ENDED: readonly RunStatus[] = ['succeeded', 'partial', 'failed'];

/** `/runs/:id/undo` and `/registries/:id/restore`: runs whose plan brings an earlier state back, once approved. */
export function undoRoutes(deps: AppDeps) {
  const { database } = deps;
  return newRouter()
    .openapi(contract.undoRun, async (c) => {
      const tenant = tenantOf(c, database);
      const undone = await getRun(tenant, c.req.valid('param').id);
      if (undone.kind !== 'sync' || !ENDED.includes(undone.status)) {
        const message = `only a sync that has ended can be undone; this ${undone.kind} is ${undone.status}`;
        throw new ChittySyncError('CS_STATE_CONFLICT', message);
      }
      const goal = { kind: 'undo', runId: undone.id } as const;
      return c.json(await bringBack(c, deps, undone.registryId, goal), 202);
    })
    .openapi(contract.restoreRegistry, async (c) => {
      const tenant = tenantOf(c, database);
      const { at } = c.req.valid('json');
      const { id } = await getRegistry(tenant, c.req.valid('param').id);
      if (new Date(at) > deps.now()) {
        const message = 'a time that is still to come cannot be restored';
        throw invalidRequest([{ path: 'at', code: 'CS_INVALID_REQUEST', message }]);
      }
      const known = await knownSince(tenant, id);
      if (known !== null && new Date(at) < known) {
        const message = `nothing is known of a time before the first sync, ${known.toISOString()}`;
        throw invalidRequest([{ path: 'at', code: 'CS_INVALID_REQUEST', message }]);
      }
      const goal = { kind: 'restore', at: new Date(at).toISOString() } as const;
      return c.json(await bringBack(c, deps, id, goal), 202);
    });
}

/** Queues the run that is to plan an undo or a restore. */
async function bringBack(
  c: Context<AppEnv>,
  deps: AppDeps,
  registryId: string,
  goal: RunGoal,
): Promise<Run> {
  const tenant = tenantOf(c, deps.database);
  const request = { id: deps.newId(), registryId, kind: 'sync', fetch: 'full' } as const;
  const { run } = await insertRun(tenant, { ...request, trigger: goal.kind, goal });
  await wakeCoordinator(c, deps, registryId);
  c.header('Location', `/api/v1/runs/${run.id}`);
  return run;
}
