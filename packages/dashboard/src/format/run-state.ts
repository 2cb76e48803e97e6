import type { Run } from '../api/contract.ts';

/** What a run is called. */
export function runTitle({ kind, goal }: Pick<Run, 'kind' | 'goal'>): string {
  if (goal !== null) return goal.kind === 'undo' ? 'Undo' : 'Restore';
  return kind === 'preview' ? 'Preview' : 'Sync';
}

type Planned = Pick<Run, 'status' | 'goal' | 'counts'>;

/** A person has to decide about the plan: it was stopped, or it brings an earlier state back. */
export function waitsForDecision(run: Planned): boolean {
  const { status, goal } = run;
  return status === 'halted' || (status === 'previewed' && goal !== null && !bringsNothing(run));
}

/** An undo or a restore that found all as it is to be. */
export function bringsNothing({ status, goal, counts }: Planned): boolean {
  return status === 'previewed' && goal !== null && plannedRecords(counts) === 0;
}

/** The run may have written, and is over. */
export function isUndoable({ kind, status, counts }: Pick<Run, 'kind' | 'status' | 'counts'>) {
  const isOver = kind === 'sync' && ['succeeded', 'partial', 'failed'].includes(status);
  return isOver && plannedRecords(counts) > 0;
}

function plannedRecords({ created, updated, deleted }: Run['counts']): number {
  return created + updated + deleted;
}

type Dated = Pick<Run, 'id' | 'kind' | 'status' | 'goal' | 'finishedAt'>;

/**
 * Whether one of the `others` of the registry went on after the plan of an undo or a restore was made, or the registry
 * was edited since, so that the plan cannot be approved any more. A registry has one run at a time: what ended later began later.
 */
export function isOutdated(run: Dated, others: readonly Dated[], editedAt = ''): boolean {
  const { finishedAt } = run;
  if (run.goal === null || run.status !== 'previewed' || finishedAt === null) return false;
  const plannedAt = Date.parse(finishedAt);
  if (Date.parse(editedAt) > plannedAt) return true;
  return others.some((other) => {
    if (other.id === run.id || other.kind === 'preview') return false;
    if (other.status === 'running') return true;
    const hasEnded = ['succeeded', 'partial', 'failed'].includes(other.status);
    return hasEnded && Date.parse(other.finishedAt ?? '') > plannedAt;
  });
}
