import { must } from '../../../src/errors/assert.ts';
import type { Cells } from '../../../src/model/cell.ts';
import { parseRegistrySchema } from '../../../src/model/registry-schema.ts';
import type { RunBinding } from '../../../src/sync/run-store.ts';
import { hashSigner } from '../../world/hash-signer.ts';
import { RegistryRuns } from '../../world/registry-runs.ts';
import { idsOf, stateOf, type WorldStore } from '../../world/registry-world.ts';
import { WorldClock } from '../../world/world-clock.ts';
import { worldRegistry } from '../../world/world-registry.ts';
import type { WorldParts, WorldState } from '../../world/world-state.ts';
import type { Assignment } from './assignments.ts';
import { faultySystems, tableId } from './faulty-systems.ts';
import type { PeoplesTable, Premises, TableShapeOfRole } from './peoples-table.ts';
import type { Scenario } from './scenario.ts';
import type { Fault } from './scenario-steps.ts';

/** Opens premises for the roles of a scenario; `now` is the time of its world. */
export type OpenPremises = (roles: readonly string[], now: () => Date) => Premises;

/** A scenario's registry, its tables by role, and the people who work in them. */
export class ScenarioWorld {
  runs: RegistryRuns;
  readonly roles: readonly string[];
  private readonly tables = new Map<string, PeoplesTable>();
  private readonly faults = new Map<string, Fault>();
  private readonly clock: WorldClock;
  private readonly premises: Premises;
  private readonly scenario: Scenario;
  private readonly assignment: Assignment;
  private readonly state: WorldState;
  private readonly parts: WorldParts;
  private bindings: readonly RunBinding[] = [];

  private constructor(
    scenario: Scenario,
    assignment: Assignment,
    store: WorldStore,
    open: OpenPremises,
  ) {
    this.scenario = scenario;
    this.assignment = assignment;
    this.roles = Object.keys(assignment);
    this.clock = new WorldClock();
    this.premises = open(this.roles, this.clock.now);
    this.parts = {
      systems: faultySystems(this.premises.systems, this.faults),
      signer: hashSigner,
      now: this.clock.now,
      newId: idsOf(store),
    };
    this.state = stateOf(store, this.parts);
    this.runs = new RegistryRuns(this.parts.newId(), this.state, this.parts);
  }

  static async create(
    scenario: Scenario,
    assignment: Assignment,
    store: WorldStore,
    open: OpenPremises,
  ): Promise<ScenarioWorld> {
    const world = new ScenarioWorld(scenario, assignment, store, open);
    await world.tick();
    for (const role of world.roles) world.tables.set(role, await world.createTable(role));
    await world.addRegistry();
    return world;
  }

  /** Minutes pass. */
  async tick(minutes = 1): Promise<void> {
    this.clock.tick(minutes);
    await this.premises.setTime(this.clock.now());
  }

  table(role: string): PeoplesTable {
    return must(this.tables.get(role), `there is a role ${role}`);
  }

  /** What goes wrong with a role's table until `mend`. */
  fail(role: string, fault: Fault): void {
    this.faults.set(tableId(this.table(role).ref), fault);
  }

  mend(): void {
    this.faults.clear();
  }

  /** A registry over the same tables that knows nothing of them. */
  async setUpAgain(): Promise<void> {
    this.runs = new RegistryRuns(this.parts.newId(), this.state, this.parts);
    await this.addRegistry();
  }

  /** Points a role's binding at a new table with these rows. */
  async repoint(role: string, rows: readonly Cells[]): Promise<void> {
    const table = await this.createTable(role);
    for (const row of rows) await table.add(row);
    this.tables.set(role, table);
    await this.state.repoint(this.runs.registryId, role, table.ref);
  }

  /** The plan of a run, with what became of its writes. */
  async readPlan(runId: string) {
    const store = this.state.openStore({ ...this.runs.lastClaimed, runId }, this.bindings);
    const partitions = await store.countPartitions();
    const plan = [];
    for (let i = 0; i < partitions; i++) plan.push(...(await store.readPlan(i)));
    return plan;
  }

  private createTable(role: string): Promise<PeoplesTable> {
    const system = must(this.assignment[role], `role ${role} has a system`);
    return this.premises.createTable(role, system, shapeOf(this.scenario));
  }

  private async addRegistry(): Promise<void> {
    const { scenario, assignment, parts, runs } = this;
    const registry = worldRegistry(runs.registryId, parts.newId, scenario.registry, {
      bindings: assignment,
      fields: Object.fromEntries(
        shapeOf(scenario).fields.map(({ name, cellType }) => [name, cellType]),
      ),
      schema: scenario.schema,
      key: scenario.key,
    });
    const bindings = registry.bindings.map((binding) => {
      return { ...binding, table: this.table(binding.name).ref };
    });
    const { catalogue } = parts.systems;
    this.bindings = bindings.map(({ id, name, system }) => {
      const { stableRowIds } = catalogue[system].capabilities;
      return { id, name, moved: false, stableRowIds };
    });
    await this.state.addRegistry({ ...registry, bindings });
  }
}

function shapeOf({ name, schema, key }: Scenario): TableShapeOfRole {
  const parsed = parseRegistrySchema(schema);
  if (!parsed.ok) throw new Error(`${name}: ${JSON.stringify(parsed.issues)}`);
  const fields = parsed.fields.map(({ field, cellType, options }) => {
    return { name: field, cellType, ...(options === undefined ? {} : { options }) };
  });
  return { fields, key };
}
