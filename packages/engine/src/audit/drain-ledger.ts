import { sql } from 'drizzle-orm';
import type { Database } from '../db/database.ts';
import { auditEntries } from '../db/oversight-tables.ts';
import { queryRows } from '../db/query-rows.ts';
import { isChittySyncError } from '../errors/chittysync-error.ts';
import type { ChittyLedger, LedgerEntry } from '../peers/chitty-ledger.ts';

/** Entries sent in one sweep: bounds its time, well below a cron trigger's. */
export const ENTRIES_PER_SWEEP = 500;
const AT_ONCE = 5;

/**
 * Sends pending audit entries to ChittyLedger, oldest first, at least once each. The log here is the truth; a
 * ledger that is away only delays its copy. Stops at the first failure and tries again at the next sweep.
 * Returns how many were sent.
 */
export async function drainLedger(db: Database, ledger: ChittyLedger): Promise<number> {
  const pending = await queryRows<LedgerEntry & { index: string }>(
    db,
    sql`SELECT index::text AS index, id, registry_id AS "registryId", entry, signature,
               entry::jsonb->>'type' AS type, entry::jsonb->>'actor' AS actor
        FROM ${auditEntries} WHERE ledger_status = 'pending' ORDER BY index LIMIT ${ENTRIES_PER_SWEEP}`,
  );
  let sent = 0;
  while (sent < pending.length) {
    const batch = pending.slice(sent, sent + AT_ONCE);
    const results = await Promise.allSettled(batch.map((entry) => ledger.append(entry)));
    const done = batch.filter((_, i) => results[i]?.status === 'fulfilled');
    await markSent(
      db,
      done.map(({ index }) => index),
    );
    sent += done.length;
    const failed = results.find((result) => result.status === 'rejected');
    if (failed !== undefined) {
      if (!isChittySyncError(failed.reason)) throw failed.reason;
      break;
    }
  }
  return sent;
}

async function markSent(db: Database, indexes: readonly string[]): Promise<void> {
  if (indexes.length === 0) return;
  await db.execute(sql`
    UPDATE ${auditEntries} SET ledger_status = 'sent', ledger_attempts = ledger_attempts + 1
    WHERE index IN (SELECT value::bigint FROM jsonb_array_elements_text(${JSON.stringify(indexes)}::jsonb))`);
}
