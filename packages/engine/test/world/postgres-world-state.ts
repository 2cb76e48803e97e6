import { asc, eq, sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import type { AuditEntry } from '../../src/audit/format/audit-entry.ts';
import { claimRun } from '../../src/db/claim-run.ts';
import { getConflict, listConflicts, resolveConflict } from '../../src/db/conflict-store.ts';
import { insertConnection } from '../../src/db/connection-store.ts';
import type { Database, TenantDatabase } from '../../src/db/database.ts';
import { openConnection } from '../../src/db/open-connection.ts';
import { auditEntries } from '../../src/db/oversight-tables.ts';
import { PostgresRunStore } from '../../src/db/postgres-run-store.ts';
import { listProblems } from '../../src/db/problem-store.ts';
import { queryRows } from '../../src/db/query-rows.ts';
import { getRegistry } from '../../src/db/registry-reader.ts';
import { insertRegistry, updateRegistry } from '../../src/db/registry-store.ts';
import { approveRun, insertRun, rejectRun } from '../../src/db/run-queue.ts';
import { getRun, listRuns } from '../../src/db/run-reader.ts';
import { readRunStart } from '../../src/db/run-start.ts';
import { sealCredential } from '../../src/db/seal-credential.ts';
import { parseEnvironment } from '../../src/env.ts';
import { must } from '../../src/errors/assert.ts';
import type { Cell } from '../../src/model/cell.ts';
import type { Binding, Registry } from '../../src/model/registry.ts';
import type { RunKind } from '../../src/model/run.ts';
import type { TableRef } from '../../src/model/system.ts';
import { testEnvironment } from '../../src/routes/edge.fixture.ts';
import type { Engine } from '../../src/runtime/compose.ts';
import { openRun } from '../../src/runtime/open-run.ts';
import type { RunBinding, RunRef } from '../../src/sync/run-store.ts';
import type { StepRunner } from '../../src/sync/step-runner.ts';
import type { RunWish, WorldConflict, WorldParts, WorldState } from './world-state.ts';

const PAGE = { limit: 100, cursor: null };

/** A new tenant in the state database: everything as in production, but for the systems. */
export class PostgresWorldState implements WorldState {
  readonly tenantId = v7();
  private readonly engine: Engine;
  private readonly parts: WorldParts;

  constructor(db: Database, parts: WorldParts) {
    this.parts = parts;
    this.engine = composeOver(db, parts);
  }

  async now(): Promise<Date> {
    const [row] = await queryRows<{ ms: string }>(
      this.tenant.db,
      sql`SELECT ceil(extract(epoch FROM clock_timestamp()) * 1000)::text AS ms`,
    );
    // The history has microseconds: what comes next is to be later than the millisecond that was told.
    await this.tenant.db.execute(sql`SELECT pg_sleep(0.002)`);
    return new Date(Number(must(row, 'a select without FROM gives one row').ms));
  }

  async addRegistry(registry: Omit<Registry, 'status'>): Promise<void> {
    for (const binding of registry.bindings) await this.connect(binding);
    await insertRegistry(this.tenant, registry);
  }

  async rebind(registryId: string, name: string): Promise<void> {
    const whole = await getRegistry(this.tenant, registryId);
    const without = whole.bindings.filter((binding) => binding.name !== name);
    const less = await updateRegistry(
      this.tenant,
      whole,
      { ...whole, bindings: without },
      'unchanged',
    );
    const bindings = whole.bindings.map((binding) =>
      binding.name === name ? { ...binding, id: this.parts.newId() } : binding,
    );
    await updateRegistry(this.tenant, less, { ...less, bindings }, 'unchanged');
  }

  async repoint(registryId: string, name: string, table: TableRef): Promise<void> {
    const registry = await getRegistry(this.tenant, registryId);
    const bindings = registry.bindings.map((each) =>
      each.name === name ? { ...each, table } : each,
    );
    await updateRegistry(this.tenant, registry, { ...registry, bindings }, 'unchanged');
  }

  async queue(
    registryId: string,
    runId: string,
    kind: RunKind,
    { goal = null, fetch = 'full' }: RunWish = {},
  ): Promise<void> {
    const request = { id: runId, registryId, kind, fetch };
    const asked = goal === null ? { trigger: 'api' as const } : { trigger: goal.kind, goal };
    await insertRun(this.tenant, { ...request, ...asked });
  }

  async claim(registryId: string): Promise<RunRef | null> {
    const claimed = await claimRun(this.tenant, registryId);
    if (claimed === null) return null;
    const { runId, fence } = claimed;
    return { runId, fence, registryId, tenantId: this.tenantId };
  }

  openRun(ref: RunRef, steps: StepRunner) {
    return openRun(this.engine, ref, steps);
  }

  openStore(ref: RunRef, bindings: readonly RunBinding[] = []) {
    return new PostgresRunStore(this.engine.database, ref, bindings);
  }

  getRun(runId: string) {
    return getRun(this.tenant, runId);
  }

  async approve(runId: string, planHash: string): Promise<void> {
    await approveRun(this.tenant, runId, planHash);
  }

  async reject(runId: string, reason: string): Promise<void> {
    await rejectRun(this.tenant, runId, reason);
  }

  async conflicts(registryId: string) {
    return (await listConflicts(this.tenant, { registryId }, PAGE)).items;
  }

  async resolve(seen: WorldConflict, value: Cell, runId: string): Promise<void> {
    const stored = await getConflict(this.tenant, seen.id);
    const conflict = { ...stored, candidates: seen.candidates };
    await resolveConflict(this.tenant, conflict, { value, by: 'a person' }, runId);
  }

  async problems(registryId: string) {
    return (await listProblems(this.tenant, { registryId }, PAGE)).items;
  }

  async known(registryId: string) {
    const [run] = (await listRuns(this.tenant, registryId, PAGE)).items;
    const { id } = must(run, 'the registry had a run');
    return (await readRunStart(this.tenant, id, registryId)).bindings;
  }

  async entries(registryId: string): Promise<readonly AuditEntry[]> {
    const found = await this.engine.database
      .select({ entry: auditEntries.entry })
      .from(auditEntries)
      .where(eq(auditEntries.registryId, registryId))
      .orderBy(asc(auditEntries.index));
    return found.map(({ entry }) => JSON.parse(entry) as AuditEntry);
  }

  private get tenant(): TenantDatabase {
    return { db: this.engine.database, tenantId: this.tenantId };
  }

  private async connect(binding: Binding): Promise<void> {
    const { connectionId: id, system } = binding;
    const place = { tenantId: this.tenantId, connectionId: id };
    const credential = this.parts.systems.credentialOf(binding);
    const sealed = await sealCredential(this.engine.config.credentialsKey, place, credential);
    await insertConnection(this.tenant, { id, name: id, system, credential: sealed });
  }
}

function composeOver(database: Database, parts: WorldParts): Engine {
  const { systems, signer, now, newId } = parts;
  const config = parseEnvironment(testEnvironment());
  const { catalogue, network } = systems;
  return {
    config,
    database,
    catalogue,
    signer,
    chittySchema: null,
    now,
    newId,
    openAdapter: (connection, countRequest = () => {}) =>
      openConnection(connection, config.credentialsKey, catalogue, {
        ...network,
        countRequest,
        now,
        newId,
      }),
  };
}
