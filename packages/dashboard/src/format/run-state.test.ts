import { describe, expect, it } from 'vitest';
import { isUndoable, waitsForDecision } from './run-state.ts';

describe('a run', () => {
  it('waits for a decision when it is halted, or brings an earlier state back', () => {
    const goal = { kind: 'undo', runId: 'a' } as const;
    expect(waitsForDecision({ status: 'halted', goal: null })).toBe(true);
    expect(waitsForDecision({ status: 'previewed', goal })).toBe(true);
    expect(waitsForDecision({ status: 'previewed', goal: null })).toBe(false);
    expect(waitsForDecision({ status: 'succeeded', goal })).toBe(false);
  });

  it('can be undone once it may have written', () => {
    expect(isUndoable({ kind: 'sync', status: 'partial' })).toBe(true);
    expect(isUndoable({ kind: 'sync', status: 'running' })).toBe(false);
    expect(isUndoable({ kind: 'preview', status: 'previewed' })).toBe(false);
  });
});
