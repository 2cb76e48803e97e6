import { listRecords, listRecordsAsOf } from '../db/record-reader.ts';
import { getRegistry } from '../db/registry-reader.ts';
import type { AppDeps } from './app-deps.ts';
import * as contract from './contract/oversight.ts';
import { newRouter } from './new-router.ts';
import { invalidRequest } from './request-issues.ts';
import { tenantOf } from './tenant-of.ts';

/** `/registries/:id/records`: the canonical records, now or as of a past time. */
export function recordRoutes({ database }: AppDeps) {
  return newRouter().openapi(contract.listRecords, async (c) => {
    const tenant = tenantOf(c, database);
    const { key, at, ...page } = c.req.valid('query');
    const registry = await getRegistry(tenant, c.req.valid('param').id);
    const values = key === undefined ? undefined : [key].flat();
    if (values !== undefined && values.length !== registry.key.length) {
      const message = `give \`key\` once for each of ${registry.key.join(', ')}, in this order`;
      throw invalidRequest([{ path: 'key', code: 'CS_INVALID_REQUEST', message }]);
    }
    const found =
      at === undefined
        ? await listRecords(tenant, registry, values, page)
        : await listRecordsAsOf(tenant, registry, values, at, page);
    return c.json(found, 200);
  });
}
