import type { SystemDefinition } from '../adapters/adapter.ts';
import { getConnection } from '../db/connection-store.ts';
import type { TenantDatabase } from '../db/database.ts';
import { getRegistry } from '../db/registry-reader.ts';
import { readRunStart } from '../db/run-start.ts';
import { openCredential } from '../db/seal-credential.ts';
import { must } from '../errors/assert.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { Binding } from '../model/registry.ts';
import type { FieldSpec } from '../model/registry-schema.ts';
import { parseRegistrySchema } from '../model/registry-schema.ts';
import type { TableShape } from '../model/system.ts';
import { bindTable } from '../sync/bind-table.ts';
import type { OpenBinding, RunContext } from '../sync/run-context.ts';
import type { StandingPlan } from '../sync/run-sync.ts';
import type { StepResult, StepRunner } from '../sync/step-runner.ts';
import type { Engine } from './compose.ts';

export interface RunRef {
  readonly runId: string;
  readonly tenantId: string;
  readonly registryId: string;
  readonly fence: number;
}

/**
 * Opens a run: its registry as it stands now, its bindings with their columns resolved, and the plan that an
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
  const state: TenantDatabase = { db: engine.database, tenantId: ref.tenantId };
  const registry = await getRegistry(state, ref.registryId);
  const start = await readRunStart(state, ref.runId, registry.id);
  const parsed = parseRegistrySchema(registry.schema);
  if (!parsed.ok) {
    throw new ChittySyncError('CS_SCHEMA_INVALID', 'the schema of the registry cannot be used', {
      details: { issues: parsed.issues },
    });
  }
  const specs = parsed.fields.map((spec) => ({
    ...spec,
    required: spec.required || registry.key.includes(spec.field),
  }));
  const requests = new Map<string, number>();
  const systems = Object.keys(engine.catalogue);
  const inOrder = [...registry.bindings].sort(
    (a, b) => systems.indexOf(a.system) - systems.indexOf(b.system),
  );
  const bindings: OpenBinding[] = [];
  for (const binding of inOrder) {
    const known = must(start.bindings[binding.id], 'a binding of the registry has a row');
    const { adapter, place } = await openAdapter(engine, state, binding, requests);
    const shape = (await steps.do(
      `bind ${binding.name}`,
      async () => (await adapter.describeTable(binding.table)) as unknown as StepResult,
    )) as unknown as TableShape;
    bindings.push({
      binding,
      definition: engine.catalogue[binding.system],
      adapter,
      table: resolveTable(binding, specs, registry.key, shape, engine.catalogue[binding.system]),
      place,
      moved: known.place !== null && known.place !== place,
      unseenSince: known.fetchedAt,
    });
  }
  const context: RunContext = {
    runId: ref.runId,
    kind: start.kind,
    trigger: start.trigger,
    fence: ref.fence,
    registry,
    specs,
    bindings,
    state,
    steps,
    signer: engine.signer,
    chittySchema: engine.chittySchema,
    now: engine.now,
    newId: engine.newId,
    requests,
  };
  return { context, standing: start.standing };
}

async function openAdapter(
  engine: Engine,
  state: TenantDatabase,
  binding: Binding,
  requests: Map<string, number>,
) {
  const connection = await getConnection(state, binding.connectionId);
  const count = () => requests.set(binding.name, (requests.get(binding.name) ?? 0) + 1);
  const place = { tenantId: state.tenantId, connectionId: connection.id };
  const credential = await openCredential(
    engine.config.credentialsKey,
    place,
    connection.credential,
  );
  return {
    adapter: await engine.openAdapter(connection, count),
    place: engine.catalogue[binding.system].placeOf(binding.table, credential),
  };
}

function resolveTable(
  binding: Binding,
  specs: readonly FieldSpec[],
  key: readonly string[],
  shape: TableShape,
  definition: SystemDefinition,
) {
  const bound = bindTable(binding, specs, key, shape, definition);
  if (bound.ok) return bound.table;
  const [first] = bound.faults;
  throw new ChittySyncError(
    first?.code ?? 'CS_INTERNAL',
    `"${binding.name}": ${first?.message ?? 'the table cannot be bound'}`,
    { details: { faults: bound.faults } },
  );
}
