import { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import { assert, must } from '../../src/errors/assert.ts';
import type { FetchMode } from '../../src/model/run.ts';
import type { SystemName } from '../../src/model/system.ts';
import type { CountedTable, RequestCounts } from './counted-table.ts';
import { countingIds } from './counting-ids.ts';
import { hashSigner } from './hash-signer.ts';
import { memorySystems } from './memory-systems.ts';
import { MemoryWorldState } from './memory-world-state.ts';
import { RegistryRuns } from './registry-runs.ts';
import { WorldClock } from './world-clock.ts';
import { WORLD_SHAPE, WORLD_TABLE, worldColumns, worldRegistry } from './world-registry.ts';

/** Longer than what was edited before a run is told of again in the next. */
const MINUTES_BETWEEN = 10;

/** A registry of two bindings: `source` in memory, where people work, and `measured` behind its real adapter. */
export class CountedWorld extends RegistryRuns {
  private readonly source: MemorySystem;
  private readonly counted: CountedTable;
  private readonly clock: WorldClock;
  private rows = 0;

  private constructor(
    source: MemorySystem,
    counted: CountedTable,
    clock: WorldClock,
    ...runs: ConstructorParameters<typeof RegistryRuns>
  ) {
    super(...runs);
    this.source = source;
    this.counted = counted;
    this.clock = clock;
  }

  static async create(counted: CountedTable): Promise<CountedWorld> {
    const { definition, table } = counted;
    const clock = new WorldClock();
    const newId = countingIds();
    const source = new MemorySystem('source', clock.now);
    source.addTable(WORLD_TABLE, worldColumns(WORLD_SHAPE.fields), WORLD_SHAPE.key);
    const unused = new MemorySystem('unused', clock.now);
    const memory = memorySystems({ source, measured: unused });
    const systems = {
      ...memory,
      catalogue: { ...memory.catalogue, [definition.system]: definition },
    };
    const parts = { systems, signer: hashSigner, now: clock.now, newId };
    const state = new MemoryWorldState(parts);
    const bindings = { source: BESIDE[definition.system], measured: definition.system };
    const registry = worldRegistry(newId(), newId, {}, { ...WORLD_SHAPE, bindings });
    await state.addRegistry({
      ...registry,
      bindings: registry.bindings.map((each) =>
        each.name === 'measured' ? { ...each, table } : each,
      ),
    });
    return new CountedWorld(source, counted, clock, registry.id, state, parts);
  }

  /** People add rows in the source. */
  addRows(count: number): void {
    for (let i = 0; i < count; i++) {
      this.rows += 1;
      const code = `C${String(this.rows).padStart(6, '0')}`;
      const status = this.rows % 2 === 0 ? 'open' : 'done';
      const amount = String(this.rows % 1_000);
      this.source.addRow(WORLD_TABLE, { code, name: `Name of ${code}`, status, amount });
    }
  }

  /** People change the names of rows in the source, all over the table. */
  changeRows(count: number): void {
    const { rows } = must(this.source.tables.get(WORLD_TABLE), 'the table is set up');
    for (let i = 0; i < count; i++) {
      const row = must(rows[Math.floor((i * rows.length) / count)], 'a row');
      this.source.editRow(WORLD_TABLE, row.externalId, { name: `Changed ${i}` });
    }
  }

  /** People remove rows in the measured system. */
  removeRows(count: number): Promise<void> {
    return this.counted.removeRows(count);
  }

  /** One sync, which must end well with that many writes to the measured system. */
  async sync(writes: number, fetch: FetchMode = 'full'): Promise<RequestCounts> {
    this.clock.tick(MINUTES_BETWEEN);
    await this.counted.setTime(this.parts.now());
    await this.counted.takeRequests();
    const run = await this.carryOut(await this.queue('sync', { fetch }));
    const requests = await this.counted.takeRequests();
    const planned = Object.values(run.perBinding.measured ?? {}).reduce((a, b) => a + b, 0);
    assert(run.status === 'succeeded', `the run is ${run.status}: ${run.error?.message ?? ''}`);
    assert(planned === writes, `${planned} writes instead of ${writes}`);
    return requests;
  }
}

/** The system that stands beside another one, in memory. */
const BESIDE: Readonly<Record<SystemName, SystemName>> = {
  notion: 'postgres',
  postgres: 'notion',
  sheets: 'notion',
};
