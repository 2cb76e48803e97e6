import { v7 } from 'uuid';
import { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import { type AuditSigner, createAuditSigner } from '../../src/audit/audit-signer.ts';
import type { AuditEntry } from '../../src/audit/format/audit-entry.ts';
import type { Database } from '../../src/db/database.ts';
import { must } from '../../src/errors/assert.ts';
import { isChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { Cell } from '../../src/model/cell.ts';
import type { RowPresence } from '../../src/model/row-presence.ts';
import type { Run, RunGoal, RunKind } from '../../src/model/run.ts';
import type { SystemName } from '../../src/model/system.ts';
import { failRun } from '../../src/sync/fail-run.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { countingIds } from './counting-ids.ts';
import { Crash, DirectSteps } from './direct-steps.ts';
import { MemoryWorldState } from './memory-world-state.ts';
import { PostgresWorldState } from './postgres-world-state.ts';
import {
  type RegistryChanges,
  WORLD_COLUMNS,
  WORLD_TABLE,
  worldRegistry,
} from './world-registry.ts';
import type { WorldConflict, WorldParts, WorldProblem, WorldState } from './world-state.ts';

export type RowValues = Readonly<Record<string, unknown>>;

/** Where a world keeps its state. In memory its ids are counted, so that a run is the same every time. */
export type WorldStore = { readonly db: Database } | { readonly memory: true };

/** A registry over three systems in memory: the real pipeline in this process, over SQL or over Maps. */
export class RegistryWorld {
  readonly systems: Readonly<Record<SystemName, MemorySystem>>;
  registryId: string;
  readonly state: WorldState;
  private readonly parts: WorldParts;
  private time = Date.parse('2026-11-21T12:00:00.000Z');

  private constructor(store: WorldStore, signer: AuditSigner) {
    const now = () => new Date(this.time);
    const newId = 'db' in store ? () => v7() : countingIds();
    const token = newId();
    const system = (name: SystemName) => new MemorySystem(`${name}-${token}`, now);
    this.systems = {
      notion: system('notion'),
      postgres: system('postgres'),
      sheets: system('sheets'),
    };
    this.parts = { systems: this.systems, signer, now, newId };
    this.registryId = newId();
    this.state =
      'db' in store
        ? new PostgresWorldState(store.db, this.parts)
        : new MemoryWorldState(this.parts);
  }

  static async create(
    store: WorldStore,
    changes: RegistryChanges = {},
    signer: AuditSigner = createAuditSigner(() => '11'.repeat(32)),
  ): Promise<RegistryWorld> {
    const world = new RegistryWorld(store, signer);
    for (const system of Object.values(world.systems)) {
      system.addTable(WORLD_TABLE, WORLD_COLUMNS, ['code']);
    }
    await world.state.addRegistry(worldRegistry(world.registryId, world.parts.newId, changes));
    return world;
  }

  /** A minute passes. */
  tick(): void {
    this.time += 60_000;
  }

  add(system: SystemName, values: RowValues): string {
    this.tick();
    return this.systems[system].addRow(WORLD_TABLE, values).externalId;
  }

  /** `code` null: the row without key. */
  edit(system: SystemName, code: string | null, values: RowValues): void {
    this.tick();
    this.systems[system].editRow(WORLD_TABLE, this.idOf(system, code), values);
  }

  remove(system: SystemName, code: string, to: 'gone' | 'trashed' = 'gone'): void {
    this.tick();
    this.systems[system].setPresence(WORLD_TABLE, this.idOf(system, code), to);
  }

  /** A row in the trash is removed for good. */
  purge(system: SystemName, code: string): void {
    const row = must(this.find(system, code, 'trashed'), `${system} has ${code} in its trash`);
    this.systems[system].setPresence(WORLD_TABLE, row.externalId, 'gone');
  }

  /** The row that shows a record in a system. */
  externalIdOf(system: SystemName, code: string): string {
    return this.idOf(system, code);
  }

  /** A time between what happened so far and what happens from now on. */
  async moment(): Promise<Date> {
    this.tick();
    return this.state.now();
  }

  /** A person sorts the whole table, backwards. */
  sort(system: SystemName): void {
    this.tick();
    this.table(system).rows.reverse();
  }

  /** A person sorts the key column apart from the rest: each row gets the key of the next, the last that of the first. */
  sortKeys(system: SystemName): void {
    this.tick();
    const rows = this.table(system).rows.filter(({ presence }) => presence === 'present');
    const { id } = this.keyColumn(system);
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
  restore(system: SystemName, code: string, name: string): void {
    this.tick();
    const row = must(this.find(system, code), `${system} had a row ${code}`);
    this.systems[system].setPresence(WORLD_TABLE, row.externalId, 'present');
    this.systems[system].editRow(WORLD_TABLE, row.externalId, { name });
  }

  /** What a system shows, by code. */
  rows(system: SystemName): Readonly<Record<string, RowValues>> {
    const table = this.table(system);
    return Object.fromEntries(
      table.rows
        .filter(({ presence }) => presence === 'present')
        .map(({ values }) => {
          const row = Object.fromEntries(
            table.fields.map(({ id, name }) => [name, values.get(id) ?? null]),
          );
          return [String(row.code), row];
        }),
    );
  }

  /** Asks for a run. @throws CS_REGISTRY_BLOCKED */
  async queue(kind: RunKind = 'sync'): Promise<string> {
    const id = this.parts.newId();
    await this.state.queue(this.registryId, id, kind);
    return id;
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
    const id = this.parts.newId();
    await this.state.queue(this.registryId, id, 'sync', goal);
    return this.carryOut(id);
  }

  /** Asks for a run and carries it out. */
  async run(kind: RunKind = 'sync', steps = new DirectSteps()): Promise<Run> {
    this.tick();
    return this.carryOut(await this.queue(kind), steps);
  }

  /** Starts whatever run is next, as the coordinator does; a crash leaves it as it is. */
  async carryOut(id: string, steps = new DirectSteps()): Promise<Run> {
    const ref = await this.state.claim(this.registryId);
    if (ref !== null) {
      try {
        const { context, standing } = await this.state.openRun(ref, steps);
        await runSync(context, standing);
      } catch (error) {
        // Anything but a coded error or a crash that was asked for is a bug: the test has to see it.
        if (!isChittySyncError(error) && !(error instanceof Crash)) throw error;
        if (!(error instanceof Crash)) {
          const head = {
            tenant: this.state.tenantId,
            registry: this.registryId,
            run: ref.runId,
            t: new Date(this.time).toISOString(),
            actor: 'api',
          };
          await failRun(this.state.openStore(ref), this.parts.signer, head, error);
        }
      }
    }
    return this.state.getRun(id);
  }

  /** A person approves exactly this plan. */
  approve({ id, planHash }: Run): Promise<void> {
    return this.state.approve(id, must(planHash, 'a halted run has a plan'));
  }

  reject({ id }: Run): Promise<void> {
    return this.state.reject(id, 'by mistake');
  }

  conflicts(): Promise<readonly WorldConflict[]> {
    return this.state.conflicts(this.registryId);
  }

  /** A person decides an open conflict as it was seen. Returns the run that is to carry it out. */
  async resolve(conflict: WorldConflict, value: Cell): Promise<string> {
    const runId = this.parts.newId();
    await this.state.resolve(conflict, value, runId);
    return runId;
  }

  problems(): Promise<readonly WorldProblem[]> {
    return this.state.problems(this.registryId);
  }

  /** The audit log, in order. */
  entries(): Promise<readonly AuditEntry[]> {
    return this.state.entries(this.registryId);
  }

  private idOf(system: SystemName, code: string | null): string {
    const row = this.find(system, code, 'present');
    return must(row, `${system} has a row ${code}`).externalId;
  }

  private find(system: SystemName, code: string | null, presence?: RowPresence) {
    const { id } = this.keyColumn(system);
    return this.table(system).rows.find(
      (row) => row.values.get(id) === code && (presence ?? row.presence) === row.presence,
    );
  }

  private keyColumn(system: SystemName) {
    const key = this.table(system).fields.find(({ name }) => name === 'code');
    return must(key, 'the table has a code');
  }

  private table(system: SystemName) {
    return must(this.systems[system].tables.get(WORLD_TABLE), 'the table is set up');
  }
}
