import { expect } from 'vitest';
import type { NewTable, SystemDefinition } from '../../src/adapters/adapter.ts';
import { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import { notionDefinition } from '../../src/adapters/notion/notion-definition.ts';
import type { TestWorkspace } from '../../src/adapters/notion/notion-workspace.fixture.ts';
import { must } from '../../src/errors/assert.ts';
import { isChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { Cell } from '../../src/model/cell.ts';
import type { FetchMode, Run } from '../../src/model/run.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import { failRun } from '../../src/sync/fail-run.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import type { StepRunner } from '../../src/sync/step-runner.ts';
import { countingIds } from './counting-ids.ts';
import { DirectSteps } from './direct-steps.ts';
import { hashSigner } from './hash-signer.ts';
import { memorySystems } from './memory-systems.ts';
import { MemoryWorldState } from './memory-world-state.ts';
import type { RowValues } from './registry-world.ts';
import {
  type RegistryChanges,
  WORLD_SHAPE,
  WORLD_TABLE,
  type WorldShape,
  worldColumns,
  worldName,
  worldRegistry,
} from './world-registry.ts';
import type { WorldConflict, WorldProblem } from './world-state.ts';

type Json = Record<string, unknown>;

const TABLE: NewTable = {
  title: 'Rows',
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'name', cellType: 'text', required: true },
    { name: 'status', cellType: 'enum', required: false, options: ['open', 'done'] },
    { name: 'amount', cellType: 'decimal', required: false },
  ],
};
/** The rows that a world begins with. */
export const NOTION_CODES = ['A', 'B', 'C', 'D'];
/** Requests that change something in Notion. */
const WRITE = /^(POST|PATCH|DELETE) \/v1\/(?!data_sources\/\{id\}\/query|search)/;

type MemoryName = 'postgres' | 'sheets';

const REGISTRY = 'registry';

/** The shape of a world whose rows relate to each other. */
export const RELATED_SHAPE = shapeWithBoss({ 'x-chitty-relation': worldName(REGISTRY) });
/** One in which nobody checks the keys of relations. */
export const UNCHECKED_SHAPE = shapeWithBoss({});

function shapeWithBoss(keywords: Json): WorldShape {
  const items = { type: 'string' };
  const boss = { type: 'array', items, 'x-chitty-type': 'relation', ...keywords };
  const properties = { ...(WORLD_SHAPE.schema.properties as Json), boss };
  return {
    ...WORLD_SHAPE,
    fields: { ...WORLD_SHAPE.fields, boss: 'relation' },
    schema: { ...WORLD_SHAPE.schema, properties },
  };
}

/** A registry over Notion behind its real adapter, and the other systems in memory. */
export class NotionWorld {
  readonly systems: Readonly<Record<SystemName, MemorySystem>>;
  readonly workspace: TestWorkspace;
  readonly dataSourceId: string;
  /** The pages of the rows that the world began with, by code. */
  readonly pages: Record<string, string> = {};
  private readonly state: MemoryWorldState;
  private readonly newId = countingIds();
  private time = Date.parse('2026-11-21T12:00:00.000Z');

  private constructor(workspace: TestWorkspace, dataSourceId: string) {
    const now = () => new Date(this.time);
    const system = (name: SystemName) => new MemorySystem(name, now);
    this.workspace = workspace;
    this.dataSourceId = dataSourceId;
    this.systems = {
      notion: system('notion'),
      postgres: system('postgres'),
      sheets: system('sheets'),
    };
    const { credential } = workspace;
    const environment = { ...workspace.environment, now };
    const notion: SystemDefinition = {
      ...notionDefinition,
      placeOf: (ref) => notionDefinition.placeOf(ref, credential),
      open: () => notionDefinition.open(credential, environment),
    };
    const memory = memorySystems(this.systems);
    const systems = { ...memory, catalogue: { ...memory.catalogue, notion } };
    this.state = new MemoryWorldState({ systems, signer: hashSigner, now, newId: this.newId });
  }

  /**
   * A new table of four rows that Notion and the systems beside it agree on. Where the shape says so, its rows relate to
   * each other.
   */
  static async settle(
    workspace: TestWorkspace,
    changes: RegistryChanges = {},
    shape: WorldShape = WORLD_SHAPE,
  ): Promise<NotionWorld> {
    const { table } = await workspace.adapter.createTable(TABLE);
    if (shape.fields.boss === 'relation') {
      const relation = { data_source_id: table.dataSourceId, single_property: {} };
      const properties = { boss: { relation } };
      await workspace.api('PATCH', `data_sources/${table.dataSourceId}`, { properties });
    }
    const world = new NotionWorld(workspace, String(table.dataSourceId));
    for (const system of SYSTEM_NAMES) {
      world.systems[system].addTable(WORLD_TABLE, worldColumns(shape.fields), ['code']);
    }
    const registry = worldRegistry(REGISTRY, world.newId, changes, shape);
    const bindings = registry.bindings.map((binding) =>
      binding.system === 'notion' ? { ...binding, table } : binding,
    );
    await world.state.addRegistry({ ...registry, bindings });
    await world.pass(0);
    for (const code of NOTION_CODES) world.pages[code] = await world.addPage(code);
    expect(await world.run()).toMatchObject({ status: 'succeeded' });
    expect(world.codes('postgres')).toEqual(NOTION_CODES);
    await world.pass(60_000);
    await workspace.requests();
    return world;
  }

  /** Time passes, here and in Notion. */
  async pass(ms: number): Promise<void> {
    this.time += ms;
    const now = new Date(this.time).toISOString();
    await this.workspace.control('POST', 'clock', { now });
  }

  /** A sync from the request to its end; a coded error is in the run. */
  async run(fetch: FetchMode = 'full', steps: StepRunner = new DirectSteps()): Promise<Run> {
    await this.pass(1_000);
    const id = this.newId();
    await this.state.queue(REGISTRY, id, 'sync', { fetch });
    return this.carryOut(id, steps);
  }

  /** A person approves what a run was halted for, and it goes on. */
  async approve({ id, planHash }: Run): Promise<Run> {
    await this.state.approve(id, must(planHash, 'a halted run has a hash'));
    return this.carryOut(id);
  }

  private async carryOut(id: string, steps: StepRunner = new DirectSteps()): Promise<Run> {
    const ref = must(await this.state.claim(REGISTRY), 'a run was queued');
    try {
      const { context, standing } = await this.state.openRun(ref, steps);
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

  conflicts(): Promise<readonly WorldConflict[]> {
    return this.state.conflicts(REGISTRY);
  }

  /** A person decides an open conflict. */
  resolve(conflict: WorldConflict, value: Cell): Promise<void> {
    return this.state.resolve(conflict, value, this.newId());
  }

  problems(): Promise<readonly WorldProblem[]> {
    return this.state.problems(REGISTRY);
  }

  /** A person adds a row in Notion; `properties` come beside its code and name. */
  async addPage(code: string, properties: Json = {}): Promise<string> {
    const page = await this.workspace.api('POST', 'pages', {
      parent: { type: 'data_source_id', data_source_id: this.dataSourceId },
      properties: {
        code: { title: [{ text: { content: code } }] },
        ...nameProperty(`Name ${code}`),
        ...properties,
      },
    });
    return String(page.id);
  }

  /** A PATCH of a page that was there from the beginning. */
  editPage(code: string, change: Json): Promise<Json> {
    return this.workspace.api('PATCH', `pages/${this.pages[code]}`, change);
  }

  /** What Notion shows of a page that was there from the beginning. */
  async page(code: string): Promise<Json> {
    const page = await this.workspace.api('GET', `pages/${this.pages[code]}`);
    const properties = page.properties as Record<string, Json>;
    const name = properties.name?.rich_text as { plain_text: string }[];
    const status = properties.status?.select as { name: string } | null;
    return {
      name: name.map((item) => item.plain_text).join(''),
      status: status?.name ?? null,
      inTrash: page.in_trash,
    };
  }

  /** What the systems beside Notion show. */
  elsewhere(): unknown {
    return [this.rows('postgres'), this.rows('sheets')];
  }

  /** Nothing was written to any system since the requests were last asked for. */
  async expectNoWrites(before: unknown): Promise<void> {
    const requests = await this.workspace.requests();
    expect(Object.keys(requests).filter((route) => WRITE.test(route))).toEqual([]);
    expect(this.elsewhere()).toEqual(before);
  }

  /** Adds a row to a system in memory. */
  add(system: MemoryName, values: RowValues): void {
    this.systems[system].addRow(WORLD_TABLE, values);
  }

  /** Deletes the row of a code in a system in memory. */
  remove(system: MemoryName, code: string): void {
    this.systems[system].setPresence(WORLD_TABLE, this.idOf(system, code), 'gone');
  }

  /** Edits the row of a code in a system in memory. */
  edit(system: MemoryName, code: string, values: RowValues): void {
    this.systems[system].editRow(WORLD_TABLE, this.idOf(system, code), values);
  }

  codes(system: MemoryName): string[] {
    return Object.keys(this.rows(system)).sort();
  }

  /** What a system in memory shows, by code. */
  rows(system: MemoryName): Readonly<Record<string, RowValues>> {
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

/** The name as a request writes it. */
export function nameProperty(name: string): Json {
  return { name: { rich_text: [{ text: { content: name } }] } };
}
