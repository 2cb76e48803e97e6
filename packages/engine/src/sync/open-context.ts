import type { SystemAdapter, SystemDefinition } from '../adapters/adapter.ts';
import { canonicalJson } from '../crypto/canonical-json.ts';
import { must } from '../errors/assert.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { Binding } from '../model/registry.ts';
import type { FieldSpec } from '../model/registry-schema.ts';
import { parseRegistrySchema } from '../model/registry-schema.ts';
import type { RunStart } from '../model/run.ts';
import type { ChangedTable, KnownColumn, ShapeChange } from '../model/shape-change.ts';
import type { SystemName, TableShape } from '../model/system.ts';
import { type BindingFault, bindTable } from './bind-table.ts';
import { compareShapes, followColumns } from './compare-shapes.ts';
import { judgeTables } from './judge-tables.ts';
import type { OpenBinding, RunContext } from './run-context.ts';
import type { RunBinding, RunStore } from './run-store.ts';
import { shapesOf } from './shapes-of.ts';
import type { StepResult } from './step-runner.ts';
import { TableChanged } from './table-changed.ts';

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
 * are now. A person's approval of the changes of the tables is carried out here: the changed columns are remembered.
 * @throws CS_SCHEMA_INVALID; CS_COLUMN_MISSING and the like when a binding does not fit its table; TableChanged when
 * a table is not what the last accepted run found, and nobody approved exactly that
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
  const changed: ChangedTable[] = [];
  for (const binding of inOrder) {
    const { open, change } = await openBinding(parts, binding, specs, requests);
    if (open !== null) bindings.push(open);
    if (change !== null) changed.push(change);
  }
  if (changed.length > 0) {
    const verdict = judgeTables(changed, start.approvedHash);
    if (!verdict.isAccepted) throw new TableChanged(start.kind, verdict);
  }
  const storeBinding = ({ id, name, system }: Binding): RunBinding => ({
    id,
    name,
    moved: bindings.some(({ binding, moved }) => moved && binding.id === id),
    stableRowIds: catalogue[system].capabilities.stableRowIds,
  });
  const store = openStore(registry.bindings.map(storeBinding));
  const accepted = bindings.filter(({ binding }) => isChanged(changed, binding));
  if (accepted.length > 0) {
    await parts.steps.do('accept tables', async () => {
      await store.rememberShapes(shapesOf(accepted));
      return null;
    });
  }
  return {
    ...taken,
    kind: start.kind,
    trigger: start.trigger,
    fetch: start.fetch,
    goal: start.goal,
    specs,
    bindings,
    requests,
    store,
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

function isChanged(changed: readonly ChangedTable[], { name }: Binding): boolean {
  return changed.some(({ binding }) => binding === name);
}

/** A binding as it stands: open where its columns are all there, and what changed about them. */
interface BindingState {
  readonly open: OpenBinding | null;
  readonly change: ChangedTable | null;
}

async function openBinding(
  { start, catalogue, registry, steps, openSystem }: RunParts,
  binding: Binding,
  specs: readonly FieldSpec[],
  requests: Map<string, number>,
): Promise<BindingState> {
  const { name, fields } = binding;
  const known = must(start.bindings[binding.id], 'a binding of the registry has a row');
  const definition = catalogue[binding.system];
  const count = () => requests.set(name, (requests.get(name) ?? 0) + 1);
  const { adapter, place: at } = await openSystem(binding, count);
  const shape = (await steps.do(
    `bind ${name}`,
    async () => (await adapter.describeTable(binding.table)) as unknown as StepResult,
  )) as unknown as TableShape;
  // A table that was restored is another one: what its links describe was undone.
  const place = shape.epoch === undefined ? at : `${at} ${shape.epoch}`;
  const moved = known.place !== null && known.place !== place;
  // What is remembered of another place says nothing about this one.
  const columns = moved ? [] : (known.shape ?? []);
  const changes = compareShapes(columns, shape, fields, specs, definition);
  const followed = { name, fields: followColumns(columns, shape, fields) };
  const bound = bindTable(followed, specs, registry.key, shape, definition);
  if (!bound.ok) {
    return { open: null, change: { binding: name, changes, unbound: lost(bound.faults, changes) } };
  }
  const { fetchedAt: unseenSince, readMark } = known;
  const { table } = bound;
  const isRemembered =
    start.isContinued &&
    // A person may have accepted changed columns in an attempt that was cut off.
    start.approvedHash === null &&
    known.place === place &&
    isSameShape(columns, shapesOf([{ binding, table }])[name]);
  const open = {
    ...{ binding, definition, adapter, table, place, moved, unseenSince, readMark },
    isRemembered,
  };
  return { open, change: changes.length > 0 ? { binding: name, changes, unbound: [] } : null };
}

/** Every mapped column is exactly what it was, down to its options. */
function isSameShape(known: readonly KnownColumn[], now: readonly KnownColumn[] = []): boolean {
  return canonicalJson(known) === canonicalJson(now);
}

/** The fields whose columns changed so that they fit no more. @throws the first fault that no change explains */
function lost(faults: readonly BindingFault[], changes: readonly ShapeChange[]): string[] {
  const isExplained = ({ field }: BindingFault) => changes.some((change) => change.field === field);
  const fault = faults.find((candidate) => !isExplained(candidate));
  if (fault === undefined) return faults.flatMap(({ field = [] }) => field);
  throw new ChittySyncError(fault.code, `"${fault.binding}": ${fault.message}`, {
    details: { faults },
  });
}
