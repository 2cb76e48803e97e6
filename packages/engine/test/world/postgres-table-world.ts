import type { SystemDefinition } from '../../src/adapters/adapter.ts';
import { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import type { LocalDatabase } from '../../src/adapters/postgres/local-database.fixture.ts';
import { postgresDefinition } from '../../src/adapters/postgres/postgres-definition.ts';
import { createAuditSigner } from '../../src/audit/audit-signer.ts';
import { must } from '../../src/errors/assert.ts';
import { isChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { Binding, Registry } from '../../src/model/registry.ts';
import { parseRegistrySchema, type RegistrySchema } from '../../src/model/registry-schema.ts';
import type { FetchMode, Run } from '../../src/model/run.ts';
import type { SystemName } from '../../src/model/system.ts';
import { failRun } from '../../src/sync/fail-run.ts';
import type { RunRef } from '../../src/sync/run-store.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { countingIds } from './counting-ids.ts';
import { DirectSteps } from './direct-steps.ts';
import { memorySystems } from './memory-systems.ts';
import { MemoryWorldState } from './memory-world-state.ts';
import type { RowValues } from './registry-world.ts';

const TABLE = 'table';

export interface TableWorldOptions {
  /** The table in the database's schema `public`; it exists already, with columns named like the fields. */
  readonly table: string;
  readonly schema: RegistrySchema;
  /** Fields that the Postgres table has no column for. */
  readonly elsewhere?: readonly string[];
  readonly registry?: Partial<Pick<Registry, 'key' | 'safety' | 'deletes' | 'conflicts'>>;
  /** Whose rights the runs have in the database. */
  readonly url?: string;
}

/** A registry over a table of a real Postgres, through its adapter, and two systems in memory. */
export class PostgresTableWorld {
  readonly state: MemoryWorldState;
  /** The URL that the next run uses; the place of the table stays the same. */
  url: string;
  private readonly memory: Readonly<Record<SystemName, MemorySystem>>;
  private readonly registryId: string;
  private readonly signer = createAuditSigner(() => '11'.repeat(32));
  private readonly newId = countingIds();
  private last: RunRef | null = null;
  private time = Date.parse('2026-11-21T12:00:00.000Z');

  private constructor(database: LocalDatabase, url: string) {
    this.url = url;
    const now = () => new Date(this.time);
    const system = (name: string) => new MemorySystem(name, now);
    this.memory = { notion: system('n'), postgres: system('unused'), sheets: system('s') };
    this.registryId = this.newId();
    const postgres: SystemDefinition = {
      ...postgresDefinition,
      placeOf: (ref) => `postgres:${ref.schema}.${ref.name}`,
      open: () => postgresDefinition.open({ kind: 'url', url: this.url }, database.environment),
    };
    const memory = memorySystems(this.memory);
    const systems = { ...memory, catalogue: { ...memory.catalogue, postgres } };
    const { signer, newId } = this;
    this.state = new MemoryWorldState({ systems, signer, now, newId });
  }

  static async create(
    database: LocalDatabase,
    { table, schema, elsewhere = [], registry = {}, url = database.wireUrl }: TableWorldOptions,
  ): Promise<PostgresTableWorld> {
    const world = new PostgresTableWorld(database, url);
    const parsed = parseRegistrySchema(schema);
    if (!parsed.ok) throw new Error('the schema of the test cannot be used');
    const key = registry.key ?? ['id'];
    const columns = parsed.fields.map(({ field, cellType }, i) => ({
      id: `c${i}`,
      name: field,
      nativeType: cellType,
      cellType,
      writable: true,
    }));
    for (const system of ['notion', 'sheets'] as const) {
      world.memory[system].addTable(TABLE, columns, key);
    }
    const binding = (system: SystemName): Binding => ({
      id: world.newId(),
      name: system,
      connectionId: world.newId(),
      system,
      table: system === 'postgres' ? { schema: 'public', name: table } : { name: TABLE },
      fields: Object.fromEntries(
        parsed.fields
          .filter(({ field }) => system !== 'postgres' || !elsewhere.includes(field))
          .map(({ field }) => [field, { column: field, access: 'both' }]),
      ),
    });
    await world.state.addRegistry({
      id: world.registryId,
      name: table,
      schema,
      key,
      bindings: [binding('notion'), binding('postgres'), binding('sheets')],
      mode: 'bidirectional',
      from: null,
      schedule: null,
      conflicts: { strategy: ['last-write-wins', 'hash'], fields: {} },
      deletes: { policy: 'propagate' },
      safety: { maxDeletePercent: 10, deleteFloor: 1, maxInvalidPercent: 100 },
      ...registry,
    });
    return world;
  }

  add(system: 'notion' | 'sheets', values: RowValues): void {
    this.tick();
    this.memory[system].addRow(TABLE, values);
  }

  edit(system: 'notion' | 'sheets', id: string, values: RowValues): void {
    this.tick();
    this.memory[system].editRow(TABLE, this.rowOf(system, id).externalId, values);
  }

  remove(system: 'notion' | 'sheets', id: string): void {
    this.tick();
    this.memory[system].setPresence(TABLE, this.rowOf(system, id).externalId, 'gone');
  }

  /** What a system in memory shows, by the text of the first field. */
  rows(system: 'notion' | 'sheets'): Readonly<Record<string, RowValues>> {
    const { fields } = this.tableOf(system);
    return Object.fromEntries(
      this.present(system).map((row) => {
        const values = fields.map(({ id, name }) => [name, row.values.get(id) ?? null] as const);
        return [String(values[0]?.[1]), Object.fromEntries(values)];
      }),
    );
  }

  /** One run, from its start to its end. */
  async run(fetch: FetchMode = 'full'): Promise<Run> {
    this.tick();
    const id = this.newId();
    await this.state.queue(this.registryId, id, 'sync', { fetch });
    const ref = must(await this.state.claim(this.registryId), 'a run was asked for');
    this.last = ref;
    try {
      const { context, standing } = await this.state.openRun(ref, new DirectSteps());
      await runSync(context, standing);
    } catch (error) {
      if (!isChittySyncError(error)) throw error;
      const t = new Date(this.time).toISOString();
      const head = { tenant: this.state.tenantId, registry: this.registryId, run: ref.runId, t };
      await failRun(this.state.openStore(ref), this.signer, { ...head, actor: 'api' }, error);
    }
    return this.state.getRun(id);
  }

  /** Writes of the last run that were not done, as `binding status rule field`, with their messages. */
  async undone(): Promise<Readonly<Record<string, string>>> {
    const store = this.state.openStore(must(this.last, 'a run was carried out'));
    const found: Record<string, string> = {};
    for (let partition = 0; partition < (await store.countPartitions()); partition++) {
      for (const { writes } of await store.readPlan(partition)) {
        for (const { write, outcome } of writes) {
          if (!('message' in outcome)) continue;
          const { rule = '', field = '*' } = 'rule' in outcome ? outcome : {};
          found[[write.binding, outcome.status, rule, field].join(' ')] = outcome.message;
        }
      }
    }
    return found;
  }

  /** What is open, as `binding rule field`. */
  async problems(): Promise<readonly string[]> {
    return (await this.state.problems(this.registryId))
      .filter(({ status }) => status === 'open')
      .map(({ binding, rule, field }) => [binding, rule, field ?? '*'].join(' '))
      .sort();
  }

  /** A minute passes. */
  tick(): void {
    this.time += 60_000;
  }

  private tableOf(system: 'notion' | 'sheets') {
    return must(this.memory[system].tables.get(TABLE), 'the table is set up');
  }

  private present(system: 'notion' | 'sheets') {
    return this.tableOf(system).rows.filter(({ presence }) => presence === 'present');
  }

  private rowOf(system: 'notion' | 'sheets', id: string) {
    const first = must(this.tableOf(system).fields[0], 'the table has a field').id;
    const row = this.present(system).find(({ values }) => values.get(first) === id);
    return must(row, `${system} shows a row ${id}`);
  }
}
