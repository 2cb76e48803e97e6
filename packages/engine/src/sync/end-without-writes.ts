import { appendEntries } from '../audit/append-entries.ts';
import type { PreviewVerdict } from './5-preview/weigh-plan.ts';
import { entryHead } from './7-audit/audit-run.ts';
import { haltEntry } from './7-audit/halt-entry.ts';
import type { RunContext } from './run-context.ts';

/**
 * Ends a run whose plan is not carried out now: a preview, or a halt that waits for a person. A halt blocks
 * the registry's next write run; its plan stays as it was judged.
 */
export function endWithoutWrites(
  run: RunContext,
  status: 'previewed' | 'halted',
  verdict: PreviewVerdict,
): Promise<'previewed' | 'halted'> {
  return run.steps.do(`end: ${status}`, async () => {
    if (status === 'halted') {
      await appendEntries(run.store, run.signer, [haltEntry(entryHead(run), verdict)]);
    }
    await run.store.endRun({ status });
    return status;
  });
}
