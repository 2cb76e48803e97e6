import { appendEntries } from '../audit/append-entries.ts';
import type { AuditSigner } from '../audit/audit-signer.ts';
import { derivedId } from '../crypto/derived-id.ts';
import { isChittySyncError } from '../errors/chittysync-error.ts';
import type { EntryHead } from './7-audit/entries-from-plan.ts';
import { entriesFromPlan } from './7-audit/entries-from-plan.ts';
import { endUnbegun } from './end-unbegun.ts';
import type { RunStore } from './run-store.ts';
import { TableChanged } from './table-changed.ts';

/**
 * Ends a run by an error: as failed, or, where changed tables kept it from going on, as a halt. What it wrote before
 * is in the log like any other write; the base did not advance, so the next run sees every change again. A run that
 * lost its fence is another's now and is left alone.
 */
export async function failRun(
  store: RunStore,
  signer: AuditSigner,
  head: EntryHead,
  error: unknown,
): Promise<'failed' | 'previewed' | 'halted'> {
  if (!(await store.holdsFence())) return 'failed';
  await auditWritten(store, signer, head);
  if (error instanceof TableChanged) return endUnbegun(store, signer, head, error);
  // The text of a fault that nobody foresaw may hold anything; it stays in the log of the Worker.
  const failure = isChittySyncError(error)
    ? { code: error.code, message: error.message }
    : { code: 'CS_INTERNAL', message: 'the run ended by a fault of ChittySync' };
  const { run: runId } = head;
  const id = derivedId(runId, 'run.failed');
  await appendEntries(store, signer, [
    { v: 1, id, type: 'run.failed', ...head, rule: failure.code },
  ]);
  await store.endRun({ status: 'failed', error: failure });
  return 'failed';
}

/**
 * Logs the writes that took place, or may have, and the decisions that they carried out: the next run sees what was
 * written, and no more what it was written over. Decisions that were not carried out are no history.
 */
async function auditWritten(store: RunStore, signer: AuditSigner, head: EntryHead): Promise<void> {
  const partitions = await store.countPartitions();
  for (let partition = 0; partition < partitions; partition++) {
    const planned = await store.readPlan(partition);
    const entries = planned.flatMap((record) => {
      const writes = record.writes.filter(
        ({ outcome }) => !('rule' in outcome && outcome.rule === 'NOT_ATTEMPTED'),
      );
      const fields = new Set(writes.flatMap(({ write }) => Object.keys(write.cells)));
      const isCarriedOut = ({ field }: { readonly field: string }) =>
        field === '*' ? writes.length > 0 : fields.has(field);
      const next = { ...record.next, decisions: record.next.decisions.filter(isCarriedOut) };
      return entriesFromPlan(
        { next, writes, conflicts: record.conflicts.filter(isCarriedOut) },
        head,
      );
    });
    await appendEntries(store, signer, entries);
  }
}
