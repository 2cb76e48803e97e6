import { and, desc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import {
  type FetchMode,
  RUN_STEPS,
  type Run,
  type RunKind,
  type RunStatus,
  type RunTrigger,
  type StepReport,
} from '../model/run.ts';
import type { TenantDatabase } from './database.ts';
import { isoTime } from './iso-time.ts';
import { decodeCursor, type Page, type PageRequest, toPage, UUID_PATTERN } from './page-cursor.ts';
import { runs, steps } from './run-tables.ts';

const TIME_PATTERN = /^[\d\-:. TZ+]{10,40}$/;

/** The run with its eight steps, or null. */
export async function findRun(tenant: TenantDatabase, id: string): Promise<Run | null> {
  const [row] = await readRuns(tenant, eq(runs.id, id), 1);
  return row === undefined ? null : toRun(row, await readSteps(tenant, [row.id]));
}

/** @throws CS_NOT_FOUND */
export async function getRun(tenant: TenantDatabase, id: string): Promise<Run> {
  const run = await findRun(tenant, id);
  if (run === null) throw new ChittySyncError('CS_NOT_FOUND', `no run ${id}`);
  return run;
}

/** The runs of a registry, newest first. */
export async function listRuns(
  tenant: TenantDatabase,
  registryId: string,
  { limit, cursor }: PageRequest,
): Promise<Page<Run>> {
  const after = cursor === null ? null : decodeCursor(cursor, [TIME_PATTERN, UUID_PATTERN]);
  const older =
    after === null
      ? undefined
      : sql`(${runs.createdAt}, ${runs.id}) < (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  const where = and(eq(runs.registryId, registryId), older);
  const rows = await readRuns(tenant, where, limit + 1);
  const reports = await readSteps(
    tenant,
    rows.map((row) => row.id),
  );
  return toPage(
    rows,
    limit,
    (row) => toRun(row, reports),
    (row) => [row.createdAt, row.id],
  );
}

type RunRow = typeof runs.$inferSelect;
type StepRow = typeof steps.$inferSelect;

function readRuns(
  { db, tenantId }: TenantDatabase,
  where: SQL | undefined,
  limit: number,
): Promise<RunRow[]> {
  return db
    .select()
    .from(runs)
    .where(and(eq(runs.tenantId, tenantId), where))
    .orderBy(desc(runs.createdAt), desc(runs.id))
    .limit(limit);
}

async function readSteps(
  { db, tenantId }: TenantDatabase,
  runIds: readonly string[],
): Promise<StepRow[]> {
  if (runIds.length === 0) return [];
  return db
    .select()
    .from(steps)
    .where(and(eq(steps.tenantId, tenantId), inArray(steps.runId, [...runIds])));
}

function toRun(row: RunRow, reports: readonly StepRow[]): Run {
  return {
    id: row.id,
    registryId: row.registryId,
    kind: row.kind as RunKind,
    trigger: row.trigger as RunTrigger,
    fetch: row.fetch as FetchMode,
    goal: row.goal,
    status: row.status as RunStatus,
    steps: toSteps(reports.filter((report) => report.runId === row.id)),
    counts: row.counts,
    perBinding: row.perBinding,
    planHash: row.planHash,
    halts: row.halts,
    drift: row.drift,
    requests: row.requests,
    error: row.error,
    createdAt: isoTime(row.createdAt),
    startedAt: isoTime(row.startedAt),
    finishedAt: isoTime(row.finishedAt),
  };
}

function toSteps(reports: readonly StepRow[]): StepReport[] {
  return RUN_STEPS.map((name) => {
    const row = reports.find((report) => report.name === name);
    if (row === undefined) {
      return {
        name,
        status: 'pending',
        startedAt: null,
        finishedAt: null,
        counts: {},
      };
    }
    return {
      name,
      status: row.status as StepReport['status'],
      startedAt: isoTime(row.startedAt),
      finishedAt: isoTime(row.finishedAt),
      counts: row.counts,
    };
  });
}
