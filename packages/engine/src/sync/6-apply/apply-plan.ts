import { appendEntries } from '../../audit/append-entries.ts';
import type { AuditEntry } from '../../audit/format/audit-entry.ts';
import { derivedId } from '../../crypto/derived-id.ts';
import { markAttempted, nextWrites, saveOutcomes } from '../../db/plan-store.ts';
import { beginStep, endStep, flushRequests } from '../../db/run-progress.ts';
import { assert } from '../../errors/assert.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { OpenBinding, RunContext } from '../run-context.ts';

/** Chunks of one binding in one run; a plan that needs more is refused rather than run without end. */
const CHUNKS_MAX = 50_000;

/**
 * Carries out the stored plan, binding by binding in apply order, chunk by chunk. The signed intent stands
 * in the audit log before the first write. A chunk is marked attempted before it is sent, so that a
 * repetition looks at the system before it writes again.
 */
export async function applyPlan(run: RunContext, planHash: string): Promise<void> {
  await run.steps.do('apply: intent', async () => {
    await beginStep(run.state, run.runId, 'apply');
    await appendEntries(run.state, run.signer, [intentEntry(run, planHash)]);
    return null;
  });
  const counts: Record<string, number> = {};
  for (const open of run.bindings) {
    counts[open.binding.name] = await applyToBinding(run, open);
  }
  await run.steps.do('apply: end', async () => {
    await endStep(run.state, run.runId, 'apply', counts);
    return null;
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
