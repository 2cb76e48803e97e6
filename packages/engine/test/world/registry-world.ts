import { v7 } from 'uuid';
import { memoryDefinition } from '../../src/adapters/memory/memory-definition.ts';
import { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import { createAuditSigner } from '../../src/audit/audit-signer.ts';
import { Secret } from '../../src/crypto/secret.ts';
import { claimRun } from '../../src/db/claim-run.ts';
import { insertConnection } from '../../src/db/connection-store.ts';
import type { Database, TenantDatabase } from '../../src/db/database.ts';
import { openConnection } from '../../src/db/open-connection.ts';
import { insertRegistry } from '../../src/db/registry-store.ts';
import { getRun } from '../../src/db/run-reader.ts';
import { insertRun } from '../../src/db/run-store.ts';
import { sealCredential } from '../../src/db/seal-credential.ts';
import { parseEnvironment } from '../../src/env.ts';
import { must } from '../../src/errors/assert.ts';
import type { CellType } from '../../src/model/cell-type.ts';
import type { Registry } from '../../src/model/registry.ts';
import type { Run, RunKind } from '../../src/model/run.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import { testEnvironment } from '../../src/routes/edge.fixture.ts';
import type { Engine } from '../../src/runtime/compose.ts';
import { openRun } from '../../src/runtime/open-run.ts';
import { failRun } from '../../src/sync/fail-run.ts';
import { runSync } from '../../src/sync/run-sync.ts';
import type { StepRunner } from '../../src/sync/step-runner.ts';

const FIELDS: Readonly<Record<string, CellType>> = {
  code: 'text',
  name: 'text',
  status: 'enum',
  amount: 'decimal',
};

const SCHEMA = {
  type: 'object',
  properties: {
    code: { type: 'string' },
    name: { type: 'string', maxLength: 40 },
    status: { type: 'string', enum: ['open', 'done'] },
    amount: { type: 'number', maximum: 1000 },
  },
  required: ['name'],
};

const TABLE = 'table';

export type RowValues = Readonly<Record<string, unknown>>;
export type RegistryChanges = Partial<
  Pick<Registry, 'mode' | 'from' | 'conflicts' | 'deletes' | 'safety'>
>;

/** Runs each step at once, and dies before the step of that number when asked to. */
export class DirectSteps implements StepRunner {
  taken = 0;
  dieAt: number | null = null;

  async do<T>(_name: string, task: () => Promise<T>): Promise<T> {
    if (this.taken++ === this.dieAt) throw new Crash();
    return task();
  }
}

/** The process is gone: nobody is left to say so. */
export class Crash extends Error {}

/** A registry over three systems in memory: the real pipeline over the real SQL, in this process. */
export class RegistryWorld {
  readonly systems: Readonly<Record<SystemName, MemorySystem>>;
  readonly tenant: TenantDatabase;
  readonly registryId = v7();
  private readonly engine: Engine;
  private time = Date.parse('2026-11-21T12:00:00.000Z');

  private constructor(db: Database) {
    const now = () => new Date(this.time);
    const token = v7();
    const system = (name: SystemName) => new MemorySystem(`${name}-${token}`, now);
    this.systems = {
      notion: system('notion'),
      postgres: system('postgres'),
      sheets: system('sheets'),
    };
    this.tenant = { db, tenantId: v7() };
    this.engine = composeOver(db, this.systems, now);
  }

  static async create(db: Database, changes: RegistryChanges = {}): Promise<RegistryWorld> {
    const world = new RegistryWorld(db);
    await world.setUp(changes);
    return world;
  }

  /** A minute passes. */
  tick(): void {
    this.time += 60_000;
  }

  add(system: SystemName, values: RowValues): string {
    this.tick();
    return this.systems[system].addRow(TABLE, values).externalId;
  }

  edit(system: SystemName, code: string, values: RowValues): void {
    this.tick();
    this.systems[system].editRow(TABLE, this.idOf(system, code), values);
  }

  remove(system: SystemName, code: string): void {
    this.tick();
    this.systems[system].setPresence(TABLE, this.idOf(system, code), 'gone');
  }

  /** What a system shows, by code. */
  rows(system: SystemName): Readonly<Record<string, RowValues>> {
    const table = must(this.systems[system].tables.get(TABLE), 'the table is set up');
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

  /** Asks for a run and carries it out. */
  async run(kind: RunKind = 'sync', steps = new DirectSteps()): Promise<Run> {
    this.tick();
    const id = v7();
    const request = {
      id,
      registryId: this.registryId,
      kind,
      trigger: 'api',
      fetch: 'full',
    } as const;
    await insertRun(this.tenant, request);
    return this.carryOut(id, steps);
  }

  /** Starts whatever run is next, as the coordinator does; a crash leaves it as it is. */
  async carryOut(id: string, steps = new DirectSteps()): Promise<Run> {
    const claimed = await claimRun(this.tenant, this.registryId);
    if (claimed !== null) {
      const { runId, fence } = claimed;
      const ref = { runId, fence, tenantId: this.tenant.tenantId, registryId: this.registryId };
      try {
        const { context, standing } = await openRun(this.engine, ref, steps);
        await runSync(context, standing);
      } catch (error) {
        if (!(error instanceof Crash)) {
          const head = {
            tenant: this.tenant.tenantId,
            registry: this.registryId,
            run: runId,
            t: new Date(this.time).toISOString(),
            actor: 'api',
          };
          await failRun(this.tenant, this.engine.signer, head, error);
        }
      }
    }
    return getRun(this.tenant, id);
  }

  private idOf(system: SystemName, code: string): string {
    const table = must(this.systems[system].tables.get(TABLE), 'the table is set up');
    const codeId = must(
      table.fields.find(({ name }) => name === 'code'),
      'the table has a code',
    ).id;
    const row = table.rows.find(
      ({ values, presence }) => presence === 'present' && values.get(codeId) === code,
    );
    return must(row, `${system} has a row ${code}`).externalId;
  }

  private async setUp(changes: RegistryChanges): Promise<void> {
    const columns = Object.entries(FIELDS).map(([name, cellType], i) => ({
      id: `c${i}`,
      name,
      nativeType: cellType,
      cellType,
      writable: true,
    }));
    const bindings = await Promise.all(
      SYSTEM_NAMES.map(async (system) => {
        this.systems[system].addTable(TABLE, columns, ['code']);
        return {
          id: v7(),
          name: system,
          connectionId: await this.connect(system),
          system,
          table: { name: TABLE },
          fields: Object.fromEntries(
            Object.keys(FIELDS).map((field) => [field, { column: field, access: 'both' as const }]),
          ),
        };
      }),
    );
    await insertRegistry(this.tenant, {
      id: this.registryId,
      name: 'world',
      schema: SCHEMA,
      key: ['code'],
      bindings,
      mode: 'bidirectional',
      from: null,
      schedule: null,
      conflicts: { strategy: ['last-write-wins', 'hash'], fields: {} },
      deletes: { policy: 'propagate' },
      safety: { maxDeletePercent: 50, deleteFloor: 0, maxInvalidPercent: 50 },
      ...changes,
    });
  }

  private async connect(system: SystemName): Promise<string> {
    const id = v7();
    const place = { tenantId: this.tenant.tenantId, connectionId: id };
    const credential = { kind: 'token', token: this.systems[system].token } as const;
    const sealed = await sealCredential(this.engine.config.credentialsKey, place, credential);
    await insertConnection(this.tenant, { id, name: system, system, credential: sealed });
    return id;
  }
}

function composeOver(
  db: Database,
  systems: Readonly<Record<SystemName, MemorySystem>>,
  now: () => Date,
): Engine {
  const config = parseEnvironment(testEnvironment());
  const all = Object.values(systems);
  const catalogue = {
    notion: memoryDefinition('notion', all),
    postgres: memoryDefinition('postgres', all),
    sheets: memoryDefinition('sheets', all),
  };
  return {
    config,
    database: db,
    catalogue,
    signer: createAuditSigner(() => new Secret('11'.repeat(32)).reveal()),
    chittySchema: null,
    now,
    newId: () => v7(),
    openAdapter: (connection, countRequest = () => {}) =>
      openConnection(connection, config.credentialsKey, catalogue, {
        fetch: () => Promise.reject(new Error('systems in memory need no network')),
        countRequest,
        now,
        newId: () => v7(),
        wait: () => Promise.resolve(),
        baseUrls: {},
      }),
  };
}
