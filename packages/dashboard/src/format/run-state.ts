import type { Run } from '../api/contract.ts';

/** A person has to decide about the plan: it was stopped, or it brings an earlier state back. */
export function waitsForDecision({ status, goal }: Pick<Run, 'status' | 'goal'>): boolean {
  return status === 'halted' || (status === 'previewed' && goal !== null);
}

/** The run may have written, and is over. */
export function isUndoable({ kind, status }: Pick<Run, 'kind' | 'status'>): boolean {
  return kind === 'sync' && ['succeeded', 'partial', 'failed'].includes(status);
}
