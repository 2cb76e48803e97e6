import { sql } from 'drizzle-orm';
import type { AuditLog, SignedEntry } from '../audit/audit-log.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { TenantDatabase } from './database.ts';
import { auditEntries } from './oversight-tables.ts';

/** The audit log of a tenant in the state database. */
export function auditLogOf(state: TenantDatabase): AuditLog {
  return { append: (entries) => insertEntries(state, entries) };
}

/** Inserts signed entries in their order; those that stand already are left as they are. */
export async function insertEntries(
  { db, tenantId }: TenantDatabase,
  entries: readonly SignedEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  try {
    await db.execute(sql`
      INSERT INTO ${auditEntries} (tenant_id, id, registry_id, run_id, record_id, entry, signature)
      SELECT ${tenantId}, e.id, e.registry, e.run, e.record, e.text, e.signature
      FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(entries)}::jsonb)
        AS (id uuid, registry uuid, run uuid, record uuid, text text, signature text))
        WITH ORDINALITY AS e(id, registry, run, record, text, signature, ord)
      ORDER BY e.ord
      ON CONFLICT (tenant_id, id) DO NOTHING`);
  } catch (cause) {
    throw new ChittySyncError('CS_AUDIT_UNAVAILABLE', 'the audit log cannot be written', {
      cause,
      retryable: true,
    });
  }
}
