import { and, asc, eq, gt, sql } from 'drizzle-orm';
import { canonicalJson } from '../crypto/canonical-json.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { Cell, Cells } from '../model/cell.ts';
import type { Candidate } from '../model/change.ts';
import type { TenantDatabase } from './database.ts';
import { isoTime } from './iso-time.ts';
import { conflicts } from './oversight-tables.ts';
import { decodeCursor, type Page, type PageRequest, toPage, UUID_PATTERN } from './page-cursor.ts';
import { queryRows } from './query-rows.ts';
import { insertQueued } from './run-queue.ts';

export type ConflictStatus = 'open' | 'resolved' | 'obsolete';

/** A conflict as people see it. */
export interface StoredConflict {
  readonly id: string;
  readonly registryId: string;
  readonly runId: string;
  readonly recordId: string;
  readonly key: Cells;
  /** The field, or `*` for the whole record. */
  readonly field: string;
  readonly candidates: readonly Candidate[];
  /** Names these candidates: sent back with a decision, it makes sure that none has moved. */
  readonly candidatesHash: string;
  readonly base: Cell;
  readonly status: ConflictStatus;
  readonly rule: string | null;
  /** A person's decision; the next run carries it out. */
  readonly resolution: { readonly value: Cell; readonly by: string } | null;
  readonly openedAt: string;
  readonly resolvedAt: string | null;
}

/** Oldest first. */
export async function listConflicts(
  { db, tenantId }: TenantDatabase,
  filter: {
    readonly registryId?: string | undefined;
    readonly status?: ConflictStatus | undefined;
  },
  { limit, cursor }: PageRequest,
): Promise<Page<StoredConflict>> {
  const after = cursor === null ? undefined : decodeCursor(cursor, [UUID_PATTERN])[0];
  const rows = await db
    .select()
    .from(conflicts)
    .where(
      and(
        eq(conflicts.tenantId, tenantId),
        filter.registryId === undefined ? undefined : eq(conflicts.registryId, filter.registryId),
        filter.status === undefined ? undefined : eq(conflicts.status, filter.status),
        after === undefined ? undefined : gt(conflicts.id, after),
      ),
    )
    .orderBy(asc(conflicts.id))
    .limit(limit + 1);
  return toPage(rows, limit, toConflict, (row) => [row.id]);
}

/** @throws CS_NOT_FOUND */
export async function getConflict(
  { db, tenantId }: TenantDatabase,
  id: string,
): Promise<StoredConflict> {
  const [row] = await db
    .select()
    .from(conflicts)
    .where(and(eq(conflicts.tenantId, tenantId), eq(conflicts.id, id)));
  if (row === undefined) throw new ChittySyncError('CS_NOT_FOUND', `no conflict ${id}`);
  return toConflict(row);
}

/**
 * Stores a person's decision about a conflict as it was seen, and queues a sync that carries it out (`runId`)
 * unless one is queued, the registry is paused or a halted run blocks it.
 * @throws CS_CONFLICT_MOVED when it is no longer open or one of its candidates is another now
 */
export async function resolveConflict(
  tenant: TenantDatabase,
  seen: StoredConflict,
  resolution: { readonly value: Cell; readonly by: string },
  runId: string,
): Promise<StoredConflict> {
  const { tenantId } = tenant;
  const request = {
    id: runId,
    registryId: seen.registryId,
    kind: 'sync',
    trigger: 'conflict',
    fetch: 'auto',
  } as const;
  const source = sql`chittysync.registries r join decided on decided.registry_id = r.id
    where r.tenant_id = ${tenantId} and r.blocked_by is null and r.status <> 'paused'
      and not exists (select 1 from chittysync.runs q where q.tenant_id = ${tenantId}
        and q.registry_id = r.id and q.status = 'queued' and q.kind = 'sync')`;
  const decided = await queryRows<{ id: string }>(
    tenant.db,
    sql`with decided as (
          update chittysync.conflicts set resolution = ${JSON.stringify(resolution)}::jsonb
          where id = ${seen.id} and tenant_id = ${tenantId} and status = 'open'
            and candidates = ${JSON.stringify(seen.candidates)}::jsonb
          returning id, registry_id
        ), queued as (${insertQueued(tenantId, request, source)}) select id from decided`,
  );
  if (decided.length === 0) {
    const message = 'the conflict has moved since it was shown; look again and decide anew';
    throw new ChittySyncError('CS_CONFLICT_MOVED', message);
  }
  return getConflict(tenant, seen.id);
}

function toConflict(row: typeof conflicts.$inferSelect): StoredConflict {
  return {
    id: row.id,
    registryId: row.registryId,
    runId: row.runId,
    recordId: row.recordId,
    key: row.key,
    field: row.field,
    candidates: row.candidates as unknown as readonly Candidate[],
    candidatesHash: sha256Hex(canonicalJson(row.candidates)),
    base: row.base,
    status: row.status,
    rule: row.rule,
    resolution: row.resolution,
    openedAt: isoTime(row.openedAt),
    resolvedAt: isoTime(row.resolvedAt),
  };
}
