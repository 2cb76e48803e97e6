import { nextRunAt } from '../db/next-run-at.ts';
import { readRegistryHealth } from '../db/registry-health.ts';
import { getRegistry, listRegistries, type StoredRegistry } from '../db/registry-reader.ts';
import {
  deleteRegistry,
  insertRegistry,
  type RegistryToStore,
  setRegistryStatus,
  updateRegistry,
} from '../db/registry-store.ts';
import type { RegistryPolicy, StrategyChain } from '../model/registry.ts';
import type { AppDeps } from './app-deps.ts';
import { getRegistryHealth } from './contract/oversight.ts';
import * as contract from './contract/registry.ts';
import { newRouter } from './new-router.ts';
import { tenantOf } from './tenant-of.ts';
import { type CheckedBinding, validateRegistry } from './validate-registry.ts';

/** `/registries`: customers' synced tables. */
export function registryRoutes(deps: AppDeps) {
  const { database } = deps;
  return newRouter()
    .openapi(contract.createRegistry, async (c) => {
      const tenant = tenantOf(c, database);
      const draft = c.req.valid('json');
      const checked = await validateRegistry(deps, tenant, draft);
      const toStore = assemble(deps.newId(), draft, checked, deps.newId);
      const registry = await insertRegistry(tenant, toStore);
      return c.json(registry, 201, { Location: `/api/v1/registries/${registry.id}` });
    })
    .openapi(contract.listRegistries, async (c) => {
      return c.json(await listRegistries(tenantOf(c, database), c.req.valid('query')), 200);
    })
    .openapi(contract.getRegistry, async (c) => {
      return c.json(await getRegistry(tenantOf(c, database), c.req.valid('param').id), 200);
    })
    .openapi(contract.patchRegistry, async (c) => {
      const tenant = tenantOf(c, database);
      const from = await getRegistry(tenant, c.req.valid('param').id);
      const draft = patched(toDraft(from), c.req.valid('json'));
      const checked = await validateRegistry(deps, tenant, draft);
      const idOf = (name: string) =>
        from.bindings.find((binding) => binding.name === name)?.id ?? deps.newId();
      const toStore = assemble(from.id, draft, checked, idOf);
      const rescheduled = JSON.stringify(draft.schedule) !== JSON.stringify(from.schedule);
      const next = rescheduled ? scheduled(from, draft.schedule, deps.now()) : 'unchanged';
      return c.json(await updateRegistry(tenant, from, toStore, next), 200);
    })
    .openapi(contract.deleteRegistry, async (c) => {
      await deleteRegistry(tenantOf(c, database), c.req.valid('param').id);
      return c.body(null, 204);
    })
    .openapi(contract.activateRegistry, async (c) => {
      const tenant = tenantOf(c, database);
      const { id, schedule } = await getRegistry(tenant, c.req.valid('param').id);
      const next = nextRunAt(schedule, deps.now());
      return c.json(await setRegistryStatus(tenant, id, 'active', next), 200);
    })
    .openapi(contract.pauseRegistry, async (c) => {
      const tenant = tenantOf(c, database);
      const { id } = c.req.valid('param');
      return c.json(await setRegistryStatus(tenant, id, 'paused', null), 200);
    })
    .openapi(getRegistryHealth, async (c) => {
      const tenant = tenantOf(c, database);
      const registry = await getRegistry(tenant, c.req.valid('param').id);
      return c.json(await readRegistryHealth(tenant, registry), 200);
    });
}

function assemble(
  id: string,
  draft: contract.RegistryDraft,
  bindings: readonly CheckedBinding[],
  idOf: (bindingName: string) => string,
): RegistryToStore {
  const { conflicts, policy, ...rest } = draft;
  const fields = Object.fromEntries(
    Object.entries(conflicts.fields).map(([field, chain]) => [field, toChain(chain)]),
  );
  return {
    ...rest,
    id,
    bindings: bindings.map((binding) => ({ ...binding, id: idOf(binding.name) })),
    conflicts: { ...toChain(conflicts), fields },
    policy: toPolicy(policy),
  };
}

function toChain(chain: contract.RegistryDraft['conflicts']['fields'][string]): StrategyChain {
  const { strategy, prefer, quorum } = chain;
  return {
    strategy,
    ...(prefer === undefined ? {} : { prefer }),
    ...(quorum === undefined ? {} : { quorum }),
  };
}

function toPolicy(policy: contract.RegistryDraft['policy']): RegistryPolicy | null {
  if (policy === null) return null;
  const { categoryField, ...rest } = policy;
  return categoryField === undefined ? rest : { ...rest, categoryField };
}

/** A stored registry in the form of a request, for a patch to be laid over. */
function toDraft(registry: StoredRegistry): contract.RegistryDraft {
  const copy = structuredClone(registry);
  const { name, schema, key, mode, from, schedule, conflicts, deletes, safety } = copy;
  const { approval = [], policy = null } = copy;
  const bindings = copy.bindings.map(({ name, connectionId, table, fields }) => {
    return { name, connectionId, table, fields };
  });
  const rules = { mode, from, schedule, conflicts, deletes, approval, policy, safety };
  return { name, schema, key, bindings, ...rules } as contract.RegistryDraft;
}

function patched(base: contract.RegistryDraft, patch: contract.RegistryEdit) {
  const given = Object.entries(patch).filter(([, value]) => value !== undefined);
  return { ...base, ...Object.fromEntries(given) } satisfies contract.RegistryDraft;
}

function scheduled(
  { status }: StoredRegistry,
  schedule: StoredRegistry['schedule'],
  now: Date,
): Date | null {
  return status === 'active' ? nextRunAt(schedule, now) : null;
}
