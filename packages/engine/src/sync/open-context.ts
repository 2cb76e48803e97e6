import type { SystemAdapter, SystemDefinition } from '../adapters/adapter.ts';
import { must } from '../errors/assert.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { Binding } from '../model/registry.ts';
import type { FieldSpec } from '../model/registry-schema.ts';
import { parseRegistrySchema } from '../model/registry-schema.ts';
import type { RunStart } from '../model/run.ts';
import type { SystemName, TableShape } from '../model/system.ts';
import { bindTable } from './bind-table.ts';
import type { OpenBinding, RunContext } from './run-context.ts';
import type { RunBinding, RunStore } from './run-store.ts';
import type { StepResult } from './step-runner.ts';

/** What a run is opened from, beside what its context takes over as it is. */
export interface RunParts
  extends Pick<
    RunContext,
    'runId' | 'tenantId' | 'registry' | 'steps' | 'signer' | 'chittySchema' | 'now' | 'newId'
  > {
  readonly start: RunStart;
  /** In apply order. */
  readonly catalogue: Readonly<Record<SystemName, SystemDefinition>>;
  /** Opens a binding's system; `countRequest` is to be told of every request that it is sent. */
  readonly openSystem: (binding: Binding, countRequest: () => void) => Promise<OpenSystem>;
  /** Called once, with all bindings of the registry in its order. */
  readonly openStore: (bindings: readonly RunBinding[]) => RunStore;
}

export interface OpenSystem {
  readonly adapter: SystemAdapter;
  /** The identity of the place that the binding's table is at. */
  readonly place: string;
}

/**
 * Opens a run: the fields of its registry, and its bindings with their columns resolved in the tables as they
 * are now.
 * @throws CS_SCHEMA_INVALID; CS_COLUMN_MISSING and the like when a binding no longer fits its table
 */
export async function openContext(parts: RunParts): Promise<RunContext> {
  const { start, catalogue, openSystem: _, openStore, ...taken } = parts;
  const { registry } = parts;
  const specs = fieldSpecs(parts);
  const requests = new Map<string, number>();
  const systems = Object.keys(catalogue);
  const inOrder = registry.bindings.toSorted(
    (a, b) => systems.indexOf(a.system) - systems.indexOf(b.system),
  );
  const bindings: OpenBinding[] = [];
  for (const binding of inOrder) bindings.push(await openBinding(parts, binding, specs, requests));
  const storeBinding = ({ id, name, system }: Binding): RunBinding => ({
    id,
    name,
    moved: bindings.some(({ binding, moved }) => moved && binding.id === id),
    stableRowIds: catalogue[system].capabilities.stableRowIds,
  });
  return {
    ...taken,
    kind: start.kind,
    trigger: start.trigger,
    specs,
    bindings,
    requests,
    store: openStore(registry.bindings.map(storeBinding)),
  };
}

/** The key fields are required, whatever the schema says. */
function fieldSpecs({ registry }: RunParts): readonly FieldSpec[] {
  const parsed = parseRegistrySchema(registry.schema);
  if (!parsed.ok) {
    throw new ChittySyncError('CS_SCHEMA_INVALID', 'the schema of the registry cannot be used', {
      details: { issues: parsed.issues },
    });
  }
  return parsed.fields.map((spec) => ({
    ...spec,
    required: spec.required || registry.key.includes(spec.field),
  }));
}

async function openBinding(
  { start, catalogue, registry, steps, openSystem }: RunParts,
  binding: Binding,
  specs: readonly FieldSpec[],
  requests: Map<string, number>,
): Promise<OpenBinding> {
  const { name } = binding;
  const known = must(start.bindings[binding.id], 'a binding of the registry has a row');
  const definition = catalogue[binding.system];
  const count = () => requests.set(name, (requests.get(name) ?? 0) + 1);
  const { adapter, place } = await openSystem(binding, count);
  const shape = (await steps.do(
    `bind ${name}`,
    async () => (await adapter.describeTable(binding.table)) as unknown as StepResult,
  )) as unknown as TableShape;
  const bound = bindTable(binding, specs, registry.key, shape, definition);
  if (!bound.ok) {
    const [first] = bound.faults;
    throw new ChittySyncError(
      first?.code ?? 'CS_INTERNAL',
      `"${name}": ${first?.message ?? 'the table cannot be bound'}`,
      { details: { faults: bound.faults } },
    );
  }
  return {
    binding,
    definition,
    adapter,
    table: bound.table,
    place,
    moved: known.place !== null && known.place !== place,
    unseenSince: known.fetchedAt,
  };
}
