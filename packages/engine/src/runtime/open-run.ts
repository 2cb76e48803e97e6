import { getConnection } from '../db/connection-store.ts';
import type { TenantDatabase } from '../db/database.ts';
import { PostgresRunStore } from '../db/postgres-run-store.ts';
import { getRegistry } from '../db/registry-reader.ts';
import { readRunStart } from '../db/run-start.ts';
import { openCredential } from '../db/seal-credential.ts';
import type { Binding } from '../model/registry.ts';
import { type OpenSystem, openContext } from '../sync/open-context.ts';
import type { RunContext } from '../sync/run-context.ts';
import type { RunRef } from '../sync/run-store.ts';
import type { StandingPlan } from '../sync/run-sync.ts';
import type { StepRunner } from '../sync/step-runner.ts';
import type { Engine } from './compose.ts';

/**
 * Opens a run from the state database: its registry as it stands now, its bindings, and the plan that an
 * earlier attempt or an approval left.
 * @throws CS_COLUMN_MISSING and the like when a binding no longer fits its table
 */
export async function openRun(
  engine: Engine,
  ref: RunRef,
  steps: StepRunner,
): Promise<{
  readonly context: RunContext;
  readonly standing: StandingPlan | null;
}> {
  const { runId, tenantId, registryId } = ref;
  const { database, catalogue, signer, chittySchema, now, newId } = engine;
  const state: TenantDatabase = { db: database, tenantId };
  const registry = await getRegistry(state, registryId);
  const start = await readRunStart(state, runId, registryId);
  const context = await openContext({
    runId,
    tenantId,
    registry,
    start,
    catalogue,
    openSystem: (binding, countRequest) => openSystem(engine, state, binding, countRequest),
    openStore: (bindings) => new PostgresRunStore(database, ref, bindings),
    steps,
    signer,
    chittySchema,
    now,
    newId,
  });
  return { context, standing: start.standing };
}

async function openSystem(
  engine: Engine,
  state: TenantDatabase,
  binding: Binding,
  countRequest: () => void,
): Promise<OpenSystem> {
  const connection = await getConnection(state, binding.connectionId);
  const place = { tenantId: state.tenantId, connectionId: connection.id };
  const credential = await openCredential(
    engine.config.credentialsKey,
    place,
    connection.credential,
  );
  return {
    adapter: await engine.openAdapter(connection, countRequest),
    place: engine.catalogue[binding.system].placeOf(binding.table, credential),
  };
}
