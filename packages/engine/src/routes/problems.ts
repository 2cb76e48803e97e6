import { listProblems } from '../db/problem-store.ts';
import type { AppDeps } from './app-deps.ts';
import * as contract from './contract/oversight.ts';
import { newRouter } from './new-router.ts';
import { tenantOf } from './tenant-of.ts';

/** `/problems`: rows and fields in quarantine. */
export function problemRoutes({ database }: AppDeps) {
  return newRouter().openapi(contract.listProblems, async (c) => {
    const { registryId, status, ...page } = c.req.valid('query');
    const tenant = tenantOf(c, database);
    return c.json(await listProblems(tenant, { registryId, status }, page), 200);
  });
}
