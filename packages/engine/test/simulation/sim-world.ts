import type { SystemDefinition } from '../../src/adapters/adapter.ts';
import { memoryDefinition } from '../../src/adapters/memory/memory-definition.ts';
import { type MemoryRow, MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import { must } from '../../src/errors/assert.ts';
import type { Cell } from '../../src/model/cell.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import { countingIds } from '../world/counting-ids.ts';
import { hashSigner } from '../world/hash-signer.ts';
import { memorySystems } from '../world/memory-systems.ts';
import { MemoryWorldState } from '../world/memory-world-state.ts';
import { PostgresWorldState } from '../world/postgres-world-state.ts';
import type { WorldStore } from '../world/registry-world.ts';
import type { WorldState } from '../world/world-state.ts';
import { Facts } from './facts.ts';
import type { Faults } from './faults.ts';
import { faultyAdapter } from './faulty-adapter.ts';
import type { Random } from './random.ts';
import { FIELDS, KEY, type SimShape, TABLE } from './sim-shape.ts';
import type { Trace } from './trace.ts';

export interface SimParts {
  readonly shape: SimShape;
  readonly random: Random;
  readonly faults: Faults;
  readonly trace: Trace;
  /** Where whatever runs now waits for its turn. */
  readonly gate: (place: string) => Promise<void>;
  /** The run that is going on now. */
  readonly runNow: () => { readonly id: string; readonly isPreview: boolean };
  /** What people do to a row between a write to it and its read-back. */
  readonly intrude: (system: SystemName, row: MemoryRow, alsoRemove: boolean) => void;
}

/** Three systems in memory and the state of one registry over them, with a clock of its own. */
export class SimWorld {
  readonly systems: Readonly<Record<SystemName, MemorySystem>>;
  readonly state: WorldState;
  readonly registryId: string;
  readonly facts = new Facts();
  readonly newId: () => string;
  readonly shape: SimShape;
  private readonly parts: SimParts;
  private time = Date.parse('2026-11-21T12:00:00.000Z');

  constructor(store: WorldStore, parts: SimParts) {
    this.parts = parts;
    this.shape = parts.shape;
    const now = () => new Date(this.time);
    const ids = countingIds();
    this.newId = 'db' in store ? () => crypto.randomUUID() : ids;
    const token = this.newId();
    const system = (name: SystemName) => new MemorySystem(`${name}-${token}`, now);
    this.systems = {
      notion: system('notion'),
      postgres: system('postgres'),
      sheets: system('sheets'),
    };
    const all = Object.values(this.systems);
    const define = (name: SystemName) => this.define(name, all);
    const catalogue = {
      notion: define('notion'),
      postgres: define('postgres'),
      sheets: define('sheets'),
    };
    const { newId } = this;
    const systems = { ...memorySystems(this.systems), catalogue };
    const worldParts = { systems, signer: hashSigner, now, newId };
    this.registryId = newId();
    this.state =
      'db' in store
        ? new PostgresWorldState(store.db, worldParts)
        : new MemoryWorldState(worldParts);
    for (const name of SYSTEM_NAMES) {
      this.systems[name].addTable(TABLE, this.shape.systems[name].columns, [KEY]);
    }
  }

  async setUp(): Promise<void> {
    const { newId, shape } = this;
    await this.state.addRegistry({
      ...shape.registry,
      id: this.registryId,
      name: `simulation ${this.registryId}`,
      key: [KEY],
      schedule: null,
      bindings: SYSTEM_NAMES.map((system) => ({
        id: newId(),
        name: system,
        connectionId: newId(),
        system,
        table: { name: TABLE },
        fields: shape.systems[system].maps,
      })),
    });
  }

  get now(): number {
    return this.time;
  }

  /** Some time passes: at least a millisecond, so that no two things happen at once. */
  pass(atMost: number): number {
    this.time += 1 + this.parts.random.below(atMost);
    return this.time;
  }

  get trace(): Trace {
    return this.parts.trace;
  }

  /** Rows that are there, in the order of the table. */
  rows(system: SystemName): MemoryRow[] {
    return this.allRows(system).filter(({ presence }) => presence === 'present');
  }

  allRows(system: SystemName): MemoryRow[] {
    return must(this.systems[system].tables.get(TABLE), 'the table is set up').rows;
  }

  row(system: SystemName, id: string): MemoryRow | undefined {
    return this.allRows(system).find(({ externalId }) => externalId === id);
  }

  private define(name: SystemName, all: readonly MemorySystem[]): SystemDefinition {
    const { capabilities, rowsPerPage } = this.shape.systems[name];
    const definition = memoryDefinition(name, all, { capabilities, rowsPerPage });
    return {
      ...definition,
      open: (credential, environment) => {
        const adapter = definition.open(credential, environment);
        const view = { capabilities: definition.capabilities, now: environment.now };
        return faultyAdapter(adapter, name, view, this, this.parts);
      },
    };
  }
}

const COLUMNS = new Map(Object.keys(FIELDS).map((field, i) => [field, `c${i}`]));

/** What a row holds in the column of a field, as it stands there. */
export function nativeOf(row: MemoryRow, field: string): unknown {
  return row.values.get(COLUMNS.get(field) ?? '') ?? null;
}

/** The same as a cell; the simulation enters values in their canonical form. */
export function cellOf(row: MemoryRow, field: string): Cell {
  return nativeOf(row, field) as Cell;
}

export function keyOf(row: MemoryRow): string {
  return String(nativeOf(row, KEY) ?? '');
}

export function cellsOf(row: MemoryRow): Record<string, Cell> {
  return Object.fromEntries(Object.keys(FIELDS).map((field) => [field, cellOf(row, field)]));
}
