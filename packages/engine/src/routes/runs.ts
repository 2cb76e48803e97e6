import { readPlan } from '../db/plan-reader.ts';
import { getRegistry } from '../db/registry-reader.ts';
import { approveRun, insertRun, rejectRun } from '../db/run-queue.ts';
import { getRun, listRuns } from '../db/run-reader.ts';
import type { AppDeps } from './app-deps.ts';
import { auditDecision } from './audit-decision.ts';
import * as contract from './contract/run.ts';
import { newRouter } from './new-router.ts';
import { tenantOf } from './tenant-of.ts';
import { wakeCoordinator } from './wake-coordinator.ts';

/** `/registries/:id/runs` and `/runs`: asking for runs, watching them, deciding halted ones. */
export function runRoutes(deps: AppDeps) {
  const { database, newId } = deps;
  return newRouter()
    .openapi(contract.createRun, async (c) => {
      const tenant = tenantOf(c, database);
      const { kind, fetch, runId } = c.req.valid('json');
      const id = runId ?? newId();
      const registryId = c.req.valid('param').id;
      const request = { id, registryId, kind, fetch, trigger: 'api' } as const;
      const { run, created } = await insertRun(tenant, request);
      // A repeated request wakes too: the first one may have ended between its two effects.
      if (run.status === 'queued') await wakeCoordinator(c, deps, registryId);
      c.header('Location', `/api/v1/runs/${run.id}`);
      return created ? c.json(run, 202) : c.json(run, 200);
    })
    .openapi(contract.listRuns, async (c) => {
      const tenant = tenantOf(c, database);
      const { id } = await getRegistry(tenant, c.req.valid('param').id);
      return c.json(await listRuns(tenant, id, c.req.valid('query')), 200);
    })
    .openapi(contract.getRun, async (c) => {
      return c.json(await getRun(tenantOf(c, database), c.req.valid('param').id), 200);
    })
    .openapi(contract.getPlan, async (c) => {
      const tenant = tenantOf(c, database);
      const run = await getRun(tenant, c.req.valid('param').id);
      const page = await readPlan(tenant, run.id, c.req.valid('query'));
      return c.json({ planHash: run.planHash, ...page }, 200);
    })
    .openapi(contract.approveRun, async (c) => {
      const tenant = tenantOf(c, database);
      const { planHash } = c.req.valid('json');
      const run = await approveRun(tenant, c.req.valid('param').id, planHash);
      await auditDecision(c, deps, {
        type: 'run.approved',
        registryId: run.registryId,
        runId: run.id,
        planHash,
      });
      await wakeCoordinator(c, deps, run.registryId);
      return c.json(run, 202);
    })
    .openapi(contract.rejectRun, async (c) => {
      const tenant = tenantOf(c, database);
      const { reason } = c.req.valid('json');
      const run = await rejectRun(tenant, c.req.valid('param').id, reason);
      await auditDecision(c, deps, {
        type: 'run.rejected',
        registryId: run.registryId,
        runId: run.id,
        reason,
      });
      await wakeCoordinator(c, deps, run.registryId);
      return c.json(run, 202);
    });
}
