import { appendEntries } from '../../audit/append-entries.ts';
import type { AuditEntry } from '../../audit/format/audit-entry.ts';
import { derivedId } from '../../crypto/derived-id.ts';
import { failOpenWrites, markAttempted, nextWrites, saveOutcomes } from '../../db/plan-store.ts';
import { beginStep, endStep, flushRequests } from '../../db/run-progress.ts';
import { assert } from '../../errors/assert.ts';
import { ChittySyncError, isChittySyncError } from '../../errors/chittysync-error.ts';
import type { ErrorCode } from '../../errors/codes.ts';
import type { OpenBinding, RunContext } from '../run-context.ts';

/** Chunks of one binding in one run; a plan that needs more is refused rather than run without end. */
const CHUNKS_MAX = 50_000;

/** Errors of our own house: the run cannot go on, and will be started again. */
const OUR_OWN: readonly ErrorCode[] = [
  'CS_FENCED',
  'CS_AUDIT_UNAVAILABLE',
  'CS_DATABASE_UNAVAILABLE',
];

/** Why the writes of a binding were given up. */
export type ApplyFailure = { readonly code: string; readonly message: string };

/**
 * Carries out the stored plan, binding by binding in apply order, chunk by chunk. The signed intent stands
 * in the audit log before the first write. A chunk is marked attempted before it is sent, so that a
 * repetition looks at the system before it writes again. A system that fails keeps its writes open for the
 * next run and holds up no other; the first such failure is returned.
 */
export async function applyPlan(run: RunContext, planHash: string): Promise<ApplyFailure | null> {
  await run.steps.do('apply: intent', async () => {
    await beginStep(run.state, run.runId, 'apply');
    await appendEntries(run.state, run.signer, [intentEntry(run, planHash)]);
    return null;
  });
  const counts: Record<string, number> = {};
  let failure: ApplyFailure | null = null;
  for (const open of run.bindings) {
    try {
      counts[open.binding.name] = await applyToBinding(run, open);
    } catch (error) {
      if (!isChittySyncError(error) || OUR_OWN.includes(error.code)) throw error;
      failure ??= await giveUp(run, open, error);
    }
  }
  await run.steps.do('apply: end', async () => {
    await endStep(run.state, run.runId, 'apply', counts);
    return null;
  });
  return failure;
}

async function giveUp(
  run: RunContext,
  { binding }: OpenBinding,
  { code, message }: ChittySyncError,
): Promise<ApplyFailure> {
  return run.steps.do(`apply ${binding.name}: give up`, async () => {
    await failOpenWrites(run.state, run.runId, binding.id, { code, message });
    return { code, message: `"${binding.name}": ${message}` };
  });
}

async function applyToBinding(run: RunContext, open: OpenBinding): Promise<number> {
  let applied = 0;
  for (let chunk = 0; chunk < CHUNKS_MAX; chunk++) {
    const name = `apply ${open.binding.name}: chunk ${chunk}`;
    const done = await run.steps.do(name, () => applyChunk(run, open));
    if (done === 0) return applied;
    applied += done;
  }
  throw new ChittySyncError('CS_INTERNAL', `more than ${CHUNKS_MAX} chunks for one binding`);
}

/** Writes the next chunk and stores its outcomes. Returns the number of writes; 0 when none is left. */
async function applyChunk(run: RunContext, open: OpenBinding): Promise<number> {
  const { state, runId, fence, registry } = run;
  const limit = open.definition.capabilities.rowsPerWriteMax;
  const writes = await nextWrites(state, runId, open.binding.id, limit);
  if (writes.length === 0) return 0;
  const ids = writes.map(({ id }) => id);
  const held = await markAttempted(state, { runId, registryId: registry.id, fence }, ids);
  if (!held) throw new ChittySyncError('CS_FENCED', 'another run took over this registry');
  try {
    const outcomes = await open.adapter.applyWrites(open.table, writes);
    assert(
      outcomes.length === writes.length && outcomes.every(({ id }, i) => id === ids[i]),
      'an adapter answers one outcome per write, in order',
    );
    await saveOutcomes(state, runId, outcomes);
  } finally {
    await flushRequests(state, runId, run.requests);
  }
  return writes.length;
}

function intentEntry(run: RunContext, planHash: string): AuditEntry {
  return {
    v: 1,
    id: derivedId(run.runId, 'run.intent', planHash),
    type: 'run.intent',
    tenant: run.state.tenantId,
    registry: run.registry.id,
    run: run.runId,
    t: run.now().toISOString(),
    actor: run.trigger,
    planHash,
  };
}
