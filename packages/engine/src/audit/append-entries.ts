import { sql } from 'drizzle-orm';
import type { TenantDatabase } from '../db/database.ts';
import { auditEntries } from '../db/oversight-tables.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { AuditSigner } from './audit-signer.ts';
import type { AuditEntry } from './format/audit-entry.ts';
import { auditEntryText } from './format/audit-entry.ts';

/**
 * Signs and appends entries. An entry that stands already (same id) is left as it is, so a repeated step
 * adds nothing.
 * @throws CS_AUDIT_UNAVAILABLE; whoever appends an intent must not go on without it
 */
export async function appendEntries(
  { db, tenantId }: TenantDatabase,
  signer: AuditSigner,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const signed = await Promise.all(
    entries.map(async (entry) => {
      const text = auditEntryText(entry);
      const { id, registry, run, record } = entry;
      return {
        id,
        registry,
        run,
        record: record ?? null,
        text,
        signature: await signer.sign(text),
      };
    }),
  );
  try {
    await db.execute(sql`
      INSERT INTO ${auditEntries} (tenant_id, id, registry_id, run_id, record_id, entry, signature)
      SELECT ${tenantId}, e.id, e.registry, e.run, e.record, e.text, e.signature
      FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(signed)}::jsonb)
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
