import { and, asc, eq, gt, gte, lt, type SQL, sql } from 'drizzle-orm';
import type { TenantDatabase } from './database.ts';
import { auditEntries } from './oversight-tables.ts';
import {
  decodeCursor,
  NUMBER_PATTERN,
  type Page,
  type PageRequest,
  toPage,
} from './page-cursor.ts';

/** An entry as it is stored: its place in the log, the exact text that was signed, and the signature in hex. */
export interface SignedEntry {
  readonly index: number;
  readonly entry: string;
  readonly signature: string;
}

/**
 * An entry of the audit log for reading: the members of the signed JSON, with its place in the log and its
 * signature. Whoever verifies takes the `SignedEntry`, whose text is exact.
 */
export interface AuditEntry extends Readonly<Record<string, unknown>> {
  readonly index: number;
  readonly id: string;
  readonly signature: string;
}

/** Which entries; all that are given must hold. Times are ISO 8601, `from` included and `to` not. */
export interface AuditFilter {
  readonly registryId?: string | undefined;
  readonly runId?: string | undefined;
  readonly recordId?: string | undefined;
  readonly field?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Text that occurs anywhere in the entry, whatever its case. */
  readonly q?: string | undefined;
}

/** Entries in the order of the log, newest last; the cursor is the index of the last one. */
export async function readAuditEntries(
  tenant: TenantDatabase,
  filter: AuditFilter,
  request: PageRequest,
): Promise<Page<AuditEntry>> {
  const { items, nextCursor } = await readSignedEntries(tenant, filter, request);
  const entries = items.map(({ index, entry, signature }) => ({
    ...JSON.parse(entry),
    index,
    signature,
  }));
  return { items: entries, nextCursor };
}

/** As `readAuditEntries`, with each entry as it is stored. */
export async function readSignedEntries(
  { db, tenantId }: TenantDatabase,
  filter: AuditFilter,
  { limit, cursor }: PageRequest,
): Promise<Page<SignedEntry>> {
  const after = cursor === null ? undefined : Number(decodeCursor(cursor, [NUMBER_PATTERN])[0]);
  const { index, entry, signature } = auditEntries;
  const rows = await db
    .select({ index, entry, signature })
    .from(auditEntries)
    .where(
      and(
        eq(auditEntries.tenantId, tenantId),
        after === undefined ? undefined : gt(index, after),
        ...conditions(filter),
      ),
    )
    .orderBy(asc(index))
    .limit(limit + 1);
  return toPage(
    rows,
    limit,
    (row) => row,
    (row) => [String(row.index)],
  );
}

function conditions(filter: AuditFilter): SQL[] {
  const { registryId, runId, recordId, field, from, to, q } = filter;
  const { entry, createdAt } = auditEntries;
  const found: SQL[] = [];
  if (registryId !== undefined) found.push(eq(auditEntries.registryId, registryId));
  if (runId !== undefined) found.push(eq(auditEntries.runId, runId));
  if (recordId !== undefined) found.push(eq(auditEntries.recordId, recordId));
  if (field !== undefined) {
    const containing = JSON.stringify([{ field }]);
    found.push(sql`${entry}::jsonb -> 'fields' @> ${containing}::jsonb`);
  }
  if (from !== undefined) found.push(gte(createdAt, from));
  if (to !== undefined) found.push(lt(createdAt, to));
  if (q !== undefined) found.push(sql`${entry} ilike ${`%${q.replace(/[\\%_]/g, '\\$&')}%`}`);
  return found;
}
