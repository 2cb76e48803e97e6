import { and, asc, eq, gt, lte, type SQL, sql } from 'drizzle-orm';
import type { Cells } from '../model/cell.ts';
import { keyHash } from '../model/key.ts';
import type { TenantDatabase } from './database.ts';
import { isoTime } from './iso-time.ts';
import { recordHistory } from './oversight-tables.ts';
import { decodeCursor, type Page, type PageRequest, toPage, UUID_PATTERN } from './page-cursor.ts';
import { records } from './registry-tables.ts';

/** A canonical record, as of now or of a past time. */
export interface CanonicalRecord {
  readonly id: string;
  readonly key: Cells;
  readonly cells: Cells;
  readonly version: number;
  /** The run that made this version, and when. */
  readonly runId: string;
  readonly at: string;
}

/** Live records of a registry, by id; `key` picks the one of these key cells, in the order of the key. */
export async function listRecords(
  { db, tenantId }: TenantDatabase,
  registry: { readonly id: string; readonly key: readonly string[] },
  key: readonly string[] | undefined,
  { limit, cursor }: PageRequest,
): Promise<Page<CanonicalRecord>> {
  const after = cursor === null ? undefined : decodeCursor(cursor, [UUID_PATTERN])[0];
  const hash = key && keyHash(registry.key, cellsOf(registry.key, key));
  const rows = await db
    .select({
      id: records.id,
      key: records.key,
      cells: records.cells,
      version: records.version,
      runId: records.updatedRun,
      at: records.updatedAt,
    })
    .from(records)
    .where(
      and(
        eq(records.tenantId, tenantId),
        eq(records.registryId, registry.id),
        eq(records.status, 'live'),
        hash === undefined ? undefined : sql`${records.keyHash} = ${hash}`,
        after === undefined ? undefined : gt(records.id, after),
      ),
    )
    .orderBy(asc(records.id))
    .limit(limit + 1);
  return toPage(rows, limit, toRecord, (row) => [row.id]);
}

/** The records that were live at a past time, by id, as they were then. */
export async function listRecordsAsOf(
  { db, tenantId }: TenantDatabase,
  registry: { readonly id: string; readonly key: readonly string[] },
  key: readonly string[] | undefined,
  asOf: string,
  { limit, cursor }: PageRequest,
): Promise<Page<CanonicalRecord>> {
  const after = cursor === null ? undefined : decodeCursor(cursor, [UUID_PATTERN])[0];
  const versions = db
    .selectDistinctOn([recordHistory.recordId])
    .from(recordHistory)
    .where(
      and(
        eq(recordHistory.tenantId, tenantId),
        eq(recordHistory.registryId, registry.id),
        lte(recordHistory.at, asOf),
        after === undefined ? undefined : gt(recordHistory.recordId, after),
      ),
    )
    .orderBy(asc(recordHistory.recordId), sql`${recordHistory.version} desc`)
    .as('versions');
  const ofKey: SQL | undefined =
    key && sql`${versions.key} @> ${JSON.stringify(cellsOf(registry.key, key))}::jsonb`;
  const rows = await db
    .select({
      id: versions.recordId,
      key: versions.key,
      cells: versions.cells,
      version: versions.version,
      runId: versions.runId,
      at: versions.at,
    })
    .from(versions)
    .where(and(eq(versions.status, 'live'), ofKey))
    .orderBy(asc(versions.recordId))
    .limit(limit + 1);
  return toPage(rows, limit, toRecord, (row) => [row.id]);
}

function cellsOf(fields: readonly string[], values: readonly string[]): Cells {
  return Object.fromEntries(fields.map((field, i) => [field, values[i] ?? null]));
}

function toRecord<Row extends CanonicalRecord>(row: Row): CanonicalRecord {
  return { ...row, at: isoTime(row.at) };
}
