import { appendEntries } from '../audit/append-entries.ts';
import type { AuditSigner } from '../audit/audit-signer.ts';
import type { EntryHead } from './7-audit/entries-from-plan.ts';
import { haltEntry } from './7-audit/halt-entry.ts';
import type { RunStore } from './run-store.ts';
import type { TableChanged } from './table-changed.ts';

/** Nothing was read, so nothing is known of what the run would do. */
const NO_PLAN = {
  perBinding: {},
  drift: { cells: 0, rows: 0 },
  counts: { created: 0, updated: 0, deleted: 0, unchanged: 0, conflicts: 0, problems: 0 },
};

/**
 * Ends a run that changed tables kept from beginning: a sync as a halt that waits for a person, a preview with the
 * halts that a sync would meet. A plan that an earlier attempt left is given up: it was made from other tables.
 */
export async function endUnbegun(
  store: RunStore,
  signer: AuditSigner,
  head: EntryHead,
  { kind, verdict, message }: TableChanged,
): Promise<'previewed' | 'halted'> {
  const { planHash, halts } = verdict;
  const status = kind === 'preview' ? 'previewed' : 'halted';
  if (status === 'halted') {
    await appendEntries(store, signer, [haltEntry(head, verdict, message)]);
  }
  await store.clear();
  await store.saveSummary({ planHash, halts, ...NO_PLAN });
  await store.endRun({ status });
  return status;
}
