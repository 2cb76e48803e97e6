import { v7 } from 'uuid';
import { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import { type AuditSigner, createAuditSigner } from '../../src/audit/audit-signer.ts';
import type { Database } from '../../src/db/database.ts';
import { must } from '../../src/errors/assert.ts';
import type { RowPresence } from '../../src/model/row-presence.ts';
import type { Run, RunGoal, RunKind } from '../../src/model/run.ts';
import type { SystemName } from '../../src/model/system.ts';
import { countingIds } from './counting-ids.ts';
import { DirectSteps } from './direct-steps.ts';
import { memorySystems } from './memory-systems.ts';
import { MemoryWorldState } from './memory-world-state.ts';
import { PostgresWorldState } from './postgres-world-state.ts';
import { RegistryRuns } from './registry-runs.ts';
import { WorldClock } from './world-clock.ts';
import {
  bindingsOf,
  type RegistryChanges,
  WORLD_SHAPE,
  WORLD_TABLE,
  type WorldShape,
  worldColumns,
  worldRegistry,
} from './world-registry.ts';
import type { WorldParts, WorldState } from './world-state.ts';

export type RowValues = Readonly<Record<string, unknown>>;

/** Where a world keeps its state. In memory its ids are counted, so that a run is the same every time. */
export type WorldStore = { readonly db: Database } | { readonly memory: true };

/**
 * A registry over systems in memory, one for each binding: the real pipeline in this process, over SQL or over
 * Maps. Where the key has several fields a row is named by their texts with blanks between them.
 */
export class RegistryWorld<Name extends string = SystemName> extends RegistryRuns {
  readonly systems: Readonly<Record<Name, MemorySystem>>;
  private readonly clock: WorldClock;
  private readonly key: readonly string[];

  private constructor(
    systems: Readonly<Record<Name, MemorySystem>>,
    clock: WorldClock,
    key: readonly string[],
    ...runs: ConstructorParameters<typeof RegistryRuns>
  ) {
    super(...runs);
    this.systems = systems;
    this.clock = clock;
    this.key = key;
  }

  static create(
    store: WorldStore,
    changes: RegistryChanges = {},
    signer: AuditSigner = createAuditSigner(() => '11'.repeat(32)),
  ): Promise<RegistryWorld> {
    return RegistryWorld.shaped(store, WORLD_SHAPE, changes, signer);
  }

  static async shaped<Name extends string>(
    store: WorldStore,
    shape: WorldShape<Name>,
    changes: RegistryChanges = {},
    signer: AuditSigner = createAuditSigner(() => '11'.repeat(32)),
  ): Promise<RegistryWorld<Name>> {
    const clock = new WorldClock();
    const newId = idsOf(store);
    const token = newId();
    const systems = Object.fromEntries(
      bindingsOf(shape.bindings).map(([name]) => {
        const system = new MemorySystem(`${name}-${token}`, clock.now);
        system.addTable(WORLD_TABLE, worldColumns(shape.fields), shape.key);
        return [name, system];
      }),
    ) as Record<Name, MemorySystem>;
    const parts = { systems: memorySystems(systems), signer, now: clock.now, newId };
    const [registryId, state] = [newId(), stateOf(store, parts)];
    await state.addRegistry(worldRegistry(registryId, newId, changes, shape));
    return new RegistryWorld(systems, clock, shape.key, registryId, state, parts);
  }

  /** A minute passes. */
  tick(): void {
    this.clock.tick();
  }

  add(binding: Name, values: RowValues): string {
    this.tick();
    return this.systems[binding].addRow(WORLD_TABLE, values).externalId;
  }

  /** `key` null: the row without key. */
  edit(binding: Name, key: string | null, values: RowValues): void {
    this.tick();
    this.systems[binding].editRow(WORLD_TABLE, this.idOf(binding, key), values);
  }

  remove(binding: Name, key: string, to: 'gone' | 'trashed' = 'gone'): void {
    this.tick();
    this.systems[binding].setPresence(WORLD_TABLE, this.idOf(binding, key), to);
  }

  /** A row in the trash is removed for good. */
  purge(binding: Name, key: string): void {
    const row = must(this.find(binding, key, 'trashed'), `${binding} has ${key} in its trash`);
    this.systems[binding].setPresence(WORLD_TABLE, row.externalId, 'gone');
  }

  /** The row that shows a record in a system. */
  externalIdOf(binding: Name, key: string): string {
    return this.idOf(binding, key);
  }

  /** A time between what happened so far and what happens from now on. */
  async moment(): Promise<Date> {
    this.tick();
    return this.state.now();
  }

  /** A person sorts the whole table, backwards. */
  sort(binding: Name): void {
    this.tick();
    this.table(binding).rows.reverse();
  }

  /** A person sorts the key column apart from the rest: each row gets the key of the next, the last that of the first. */
  sortKeys(binding: Name): void {
    this.tick();
    const rows = this.table(binding).rows.filter(({ presence }) => presence === 'present');
    const { id } = this.keyColumn(binding);
    const keys = rows.map(({ values }) => values.get(id));
    rows.forEach(({ values }, i) => {
      values.set(id, keys[(i + 1) % keys.length]);
    });
  }

  /** The state is lost: the same tables are set up anew, as a registry that knows nothing. */
  async forget(changes: RegistryChanges = {}): Promise<void> {
    this.registryId = this.parts.newId();
    await this.state.addRegistry(worldRegistry(this.registryId, this.parts.newId, changes));
  }

  /** A person removes a binding from the registry and adds it again, with the same table. */
  rebind(name: string): Promise<void> {
    return this.state.rebind(this.registryId, name);
  }

  /** A person brings back a row that was removed, under another name. */
  restore(binding: Name, key: string, name: string): void {
    this.tick();
    const row = must(this.find(binding, key), `${binding} had a row ${key}`);
    this.systems[binding].setPresence(WORLD_TABLE, row.externalId, 'present');
    this.systems[binding].editRow(WORLD_TABLE, row.externalId, { name });
  }

  /** What a binding's table shows, by key. */
  rows(binding: Name): Readonly<Record<string, RowValues>> {
    const present = this.allRows(binding).filter(({ presence }) => presence === 'present');
    return Object.fromEntries(present.map(({ key, values }) => [key, values]));
  }

  /** Asks for what a run did to be brought back, and has it previewed. */
  async undo({ id }: Run): Promise<Run> {
    return this.pursue({ kind: 'undo', runId: id });
  }

  /** Asks for the registry as it was at a past time, and has it previewed. */
  async restoreAsOf(at: Date): Promise<Run> {
    return this.pursue({ kind: 'restore', at: at.toISOString() });
  }

  private async pursue(goal: RunGoal): Promise<Run> {
    this.tick();
    return this.carryOut(await this.queue('sync', { goal }));
  }

  /** Asks for a run and carries it out. */
  async run(kind: RunKind = 'sync', steps = new DirectSteps()): Promise<Run> {
    this.tick();
    return this.carryOut(await this.queue(kind), steps);
  }

  /** A sync that reads what changed, where a system tells. */
  async runChanges(steps = new DirectSteps()): Promise<Run> {
    this.tick();
    return this.carryOut(await this.queue('sync', { fetch: 'incremental' }), steps);
  }

  private idOf(binding: Name, key: string | null): string {
    const row = this.find(binding, key, 'present');
    return must(row, `${binding} has a row ${key}`).externalId;
  }

  private find(binding: Name, key: string | null, presence?: RowPresence) {
    return this.allRows(binding).find(
      (row) => row.key === String(key) && (presence ?? row.presence) === row.presence,
    );
  }

  private table(binding: Name) {
    return must(this.systems[binding].tables.get(WORLD_TABLE), 'the table is set up');
  }

  private keyColumn(binding: Name) {
    const key = this.table(binding).fields.find(({ name }) => name === this.key[0]);
    return must(key, 'the table has its key');
  }

  private allRows(binding: Name) {
    const table = this.table(binding);
    return table.rows.map(({ externalId, presence, values: natives }) => {
      const values = Object.fromEntries(
        table.fields.map(({ id, name }) => [name, natives.get(id) ?? null]),
      );
      const key = this.key.map((field) => String(values[field])).join(' ');
      return { externalId, presence, key, values };
    });
  }
}

/** Ids as the store wants them: over SQL others have worlds in the same database. */
export function idsOf(store: WorldStore): () => string {
  return 'db' in store ? () => v7() : countingIds();
}

/** A new tenant in the store. */
export function stateOf(store: WorldStore, parts: WorldParts): WorldState {
  return 'db' in store ? new PostgresWorldState(store.db, parts) : new MemoryWorldState(parts);
}
