import type { SystemDefinition } from '../../src/adapters/adapter.ts';
import { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import { must } from '../../src/errors/assert.ts';
import { isChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { Run } from '../../src/model/run.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import { failRun } from '../../src/sync/fail-run.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import { countingIds } from './counting-ids.ts';
import { DirectSteps } from './direct-steps.ts';
import { hashSigner } from './hash-signer.ts';
import { MemoryWorldState, type RealSystem } from './memory-world-state.ts';
import type { RowValues } from './registry-world.ts';
import {
  type RegistryChanges,
  WORLD_COLUMNS,
  WORLD_TABLE,
  worldRegistry,
} from './world-registry.ts';
import type { WorldProblem } from './world-state.ts';

type Json = Record<string, unknown>;

/** A running Notion and one row source in it, as a test of whole runs needs them. */
export interface NotionPlace extends RealSystem {
  readonly definition: SystemDefinition;
  readonly dataSourceId: string;
  api(method: string, path: string, body?: Json): Promise<Json>;
  setClock(now: Date): Promise<void>;
}

const REGISTRY = 'registry';

/** A registry over Notion behind its real adapter, and the other systems in memory. */
export class NotionWorld {
  readonly systems: Readonly<Record<SystemName, MemorySystem>>;
  private readonly place: NotionPlace;
  private readonly state: MemoryWorldState;
  private readonly newId = countingIds();
  private time = Date.parse('2026-11-21T12:00:00.000Z');

  private constructor(place: NotionPlace) {
    const now = () => new Date(this.time);
    const system = (name: SystemName) => new MemorySystem(name, now);
    this.place = place;
    this.systems = {
      notion: system('notion'),
      postgres: system('postgres'),
      sheets: system('sheets'),
    };
    const notion = { ...place, environment: { ...place.environment, now } };
    const parts = { systems: this.systems, signer: hashSigner, now, newId: this.newId };
    this.state = new MemoryWorldState(parts, { notion });
  }

  static async create(place: NotionPlace, changes: RegistryChanges = {}): Promise<NotionWorld> {
    const world = new NotionWorld(place);
    for (const system of SYSTEM_NAMES) {
      world.systems[system].addTable(WORLD_TABLE, WORLD_COLUMNS, ['code']);
    }
    const registry = worldRegistry(REGISTRY, world.newId, changes);
    const bindings = registry.bindings.map((binding) =>
      binding.system === 'notion'
        ? { ...binding, table: { dataSourceId: place.dataSourceId } }
        : binding,
    );
    await world.state.addRegistry({ ...registry, bindings });
    return world;
  }

  /** Time passes, here and in Notion. */
  async pass(ms: number): Promise<void> {
    this.time += ms;
    await this.place.setClock(new Date(this.time));
  }

  /** A sync from the request to its end; a coded error is in the run. */
  async run(): Promise<Run> {
    await this.pass(1_000);
    const id = this.newId();
    await this.state.queue(REGISTRY, id, 'sync');
    const ref = must(await this.state.claim(REGISTRY), 'a run was queued');
    try {
      const { context, standing } = await this.state.openRun(ref, new DirectSteps());
      await runSync(context, standing);
    } catch (error) {
      if (!isChittySyncError(error)) throw error;
      const { tenantId: tenant } = this.state;
      const t = new Date(this.time).toISOString();
      const head = { tenant, registry: REGISTRY, run: ref.runId, t, actor: 'api' };
      await failRun(this.state.openStore(ref), hashSigner, head, error);
    }
    return this.state.getRun(id);
  }

  problems(): Promise<readonly WorldProblem[]> {
    return this.state.problems(REGISTRY);
  }

  /** Adds a row to a system in memory. */
  add(system: 'postgres' | 'sheets', values: RowValues): string {
    return this.systems[system].addRow(WORLD_TABLE, values).externalId;
  }

  /** Edits the row of a code in a system in memory. */
  edit(system: 'postgres' | 'sheets', code: string, values: RowValues): void {
    this.systems[system].editRow(WORLD_TABLE, this.idOf(system, code), values);
  }

  remove(system: 'postgres' | 'sheets', code: string): void {
    this.systems[system].setPresence(WORLD_TABLE, this.idOf(system, code), 'gone');
  }

  /** What a system in memory shows, by code. */
  rows(system: 'postgres' | 'sheets'): Readonly<Record<string, RowValues>> {
    const { rows, fields } = must(
      this.systems[system].tables.get(WORLD_TABLE),
      'the table is set up',
    );
    return Object.fromEntries(
      rows
        .filter(({ presence }) => presence === 'present')
        .map(({ values }) => fields.map(({ id, name }) => [name, values.get(id) ?? null] as const))
        .map((entries) => Object.fromEntries(entries))
        .map((row) => [String(row.code), row]),
    );
  }

  private idOf(system: SystemName, code: string): string {
    const { rows } = must(this.systems[system].tables.get(WORLD_TABLE), 'the table is set up');
    const row = rows.find(
      ({ values, presence }) => presence === 'present' && values.get('c0') === code,
    );
    return must(row, `${system} has a row ${code}`).externalId;
  }
}
