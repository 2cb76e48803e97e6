import type { TenantDatabase } from '../db/database.ts';
import { failOpenSteps, updateRun } from '../db/run-progress.ts';
import { clearObservations } from '../db/staging-store.ts';
import { isChittySyncError } from '../errors/chittysync-error.ts';

/**
 * Ends a run by an error. A run that lost its fence is another's now and is left alone. What was applied
 * stays in its plan; the base did not advance, so the next run sees every change again.
 */
export async function failRun(state: TenantDatabase, runId: string, error: unknown): Promise<void> {
  if (isChittySyncError(error) && error.code === 'CS_FENCED') return;
  // The text of a fault that nobody foresaw may hold anything; it stays in the log.
  const failure = isChittySyncError(error)
    ? { code: error.code, message: error.message }
    : { code: 'CS_INTERNAL', message: 'the run ended by a fault of ChittySync' };
  await failOpenSteps(state, runId);
  await clearObservations(state, runId);
  await updateRun(state, runId, { status: 'failed', error: failure, finished: true });
}
