import type { AuditLog } from './audit-log.ts';
import type { AuditSigner } from './audit-signer.ts';
import type { AuditEntry } from './format/audit-entry.ts';
import { auditEntryText } from './format/audit-entry.ts';

/**
 * Signs and appends entries. An entry that stands already (same id) is left as it is, so a repeated step
 * adds nothing.
 * @throws CS_AUDIT_UNAVAILABLE; whoever appends an intent must not go on without it
 */
export async function appendEntries(
  log: AuditLog,
  signer: AuditSigner,
  entries: readonly AuditEntry[],
): Promise<void> {
  if (entries.length === 0) return;
  const signed = await Promise.all(
    entries.map(async (entry) => {
      const text = auditEntryText(entry);
      const { id, registry, run, record } = entry;
      const signature = await signer.sign(text);
      return { id, registry, run, record: record ?? null, text, signature };
    }),
  );
  await log.append(signed);
}
