import { appendEntries } from '../../audit/append-entries.ts';
import type { AuditEntry } from '../../audit/format/audit-entry.ts';
import { derivedId } from '../../crypto/derived-id.ts';
import { ChittySyncError, isChittySyncError } from '../../errors/chittysync-error.ts';
import type { ErrorCode } from '../../errors/codes.ts';
import type { RunFailure } from '../../model/run.ts';
import { entryHead } from '../7-audit/audit-run.ts';
import type { OpenBinding, RunContext } from '../run-context.ts';
import { relateRows } from './relate-rows.ts';
import { sendWrites } from './send-writes.ts';

/** Chunks of one binding in one run; a plan that needs more is refused rather than run without end. */
const CHUNKS_MAX = 50_000;

/** Errors of our own house: the run cannot go on, and will be started again. */
const OUR_OWN: readonly ErrorCode[] = [
  'CS_FENCED',
  'CS_AUDIT_UNAVAILABLE',
  'CS_DATABASE_UNAVAILABLE',
];

/**
 * Carries out the stored plan, binding by binding in apply order, chunk by chunk. The signed intent stands
 * in the audit log before the first write. A chunk is marked attempted before it is sent, so that a
 * repetition looks at the system before it writes again. A system that fails keeps its writes open for the
 * next run and holds up no other; the first such failure is returned. Rows that relate to each other are written
 * first and related then.
 */
export async function applyPlan(run: RunContext, planHash: string): Promise<RunFailure | null> {
  await run.steps.do('apply: intent', async () => {
    await run.store.beginStep('apply');
    await appendEntries(run.store, run.signer, [intentEntry(run, planHash)]);
    return null;
  });
  const counts: Record<string, number> = {};
  let failure: RunFailure | null = null;
  for (const open of run.bindings) {
    try {
      counts[open.binding.name] = await applyToBinding(run, open);
    } catch (error) {
      if (!isChittySyncError(error) || OUR_OWN.includes(error.code)) throw error;
      failure ??= await giveUp(run, open, error);
    }
  }
  await run.steps.do('apply: end', async () => {
    await run.store.endStep('apply', counts);
    return null;
  });
  return failure;
}

async function giveUp(
  run: RunContext,
  { binding }: OpenBinding,
  { code, message }: ChittySyncError,
): Promise<RunFailure> {
  return run.steps.do(`apply ${binding.name}: give up`, async () => {
    await run.store.failOpenWrites(binding.name, { code, message });
    return { code, message: `"${binding.name}": ${message}` };
  });
}

async function applyToBinding(run: RunContext, open: OpenBinding): Promise<number> {
  let applied = 0;
  for (let chunk = 0; chunk < CHUNKS_MAX; chunk++) {
    const name = `apply ${open.binding.name}: chunk ${chunk}`;
    const done = await run.steps.do(name, () => applyChunk(run, open));
    if (done === 0) {
      await relateRows(run, open);
      return applied;
    }
    applied += done;
  }
  throw new ChittySyncError('CS_INTERNAL', `more than ${CHUNKS_MAX} chunks for one binding`);
}

/** Writes the next chunk and stores its outcomes. Returns the number of writes; 0 when none is left. */
async function applyChunk(run: RunContext, open: OpenBinding): Promise<number> {
  const limit = open.definition.capabilities.rowsPerWriteMax;
  const writes = await run.store.takeWrites(open.binding.name, limit);
  if (writes.length > 0) await sendWrites(run, open, writes);
  return writes.length;
}

function intentEntry(run: RunContext, planHash: string): AuditEntry {
  return {
    v: 1,
    id: derivedId(run.runId, 'run.intent', planHash),
    type: 'run.intent',
    ...entryHead(run),
    planHash,
  };
}
