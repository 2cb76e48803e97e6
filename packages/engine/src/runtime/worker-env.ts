import type { RegistryCoordinator } from './registry-coordinator.ts';
import type { SyncRunParams } from './sync-run.ts';

/** What wrangler.toml binds to the Worker. Variables and secrets beside these are read by `env.ts`. */
export interface WorkerEnv {
  readonly REGISTRY_COORDINATOR: DurableObjectNamespace<RegistryCoordinator>;
  readonly SYNC_RUN: Workflow<SyncRunParams>;
  readonly ASSETS?: Fetcher;
}

/** The coordinator of a registry. Ids of registries are unique over all tenants. */
export function coordinatorOf(env: WorkerEnv, registryId: string) {
  return env.REGISTRY_COORDINATOR.get(env.REGISTRY_COORDINATOR.idFromName(registryId));
}
