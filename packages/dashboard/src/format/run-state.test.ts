import { describe, expect, it } from 'vitest';
import type { Run } from '../api/contract.ts';
import { bringsNothing, isOutdated, isUndoable, runTitle, waitsForDecision } from './run-state.ts';

const goal = { kind: 'undo', runId: 'a' } as const;
const NOTHING: Run['counts'] = {
  ...{ created: 0, updated: 0, deleted: 0 },
  ...{ unchanged: 0, conflicts: 0, problems: 0 },
};

describe('a run', () => {
  it('waits for a decision when it is halted, or brings an earlier state back', () => {
    const counts = { ...NOTHING, updated: 1 };
    expect(waitsForDecision({ status: 'halted', goal: null, counts: NOTHING })).toBe(true);
    expect(waitsForDecision({ status: 'previewed', goal, counts })).toBe(true);
    expect(waitsForDecision({ status: 'previewed', goal: null, counts })).toBe(false);
    expect(waitsForDecision({ status: 'succeeded', goal, counts })).toBe(false);
  });

  it('does not wait when it found nothing to bring back', () => {
    expect(waitsForDecision({ status: 'previewed', goal, counts: NOTHING })).toBe(false);
    expect(bringsNothing({ status: 'previewed', goal, counts: NOTHING })).toBe(true);
    expect(bringsNothing({ status: 'running', goal, counts: NOTHING })).toBe(false);
  });

  it('can be undone once it may have written', () => {
    const counts = { ...NOTHING, deleted: 1 };
    expect(isUndoable({ kind: 'sync', status: 'partial', counts })).toBe(true);
    expect(isUndoable({ kind: 'sync', status: 'succeeded', counts: NOTHING })).toBe(false);
    expect(isUndoable({ kind: 'sync', status: 'running', counts })).toBe(false);
    expect(isUndoable({ kind: 'preview', status: 'previewed', counts })).toBe(false);
  });

  it('is called by what it is for', () => {
    expect(runTitle({ kind: 'sync', goal: null })).toBe('Sync');
    expect(runTitle({ kind: 'sync', goal })).toBe('Undo');
    expect(runTitle({ kind: 'sync', goal: { kind: 'restore', at: '' } })).toBe('Restore');
  });
});

describe('the plan of an undo', () => {
  const plan = {
    id: 'p',
    kind: 'sync',
    status: 'previewed',
    goal,
    finishedAt: '2026-01-01T10:00Z',
  };
  const sync = { id: 's', kind: 'sync', status: 'succeeded', goal: null } as const;
  const undo = plan as Parameters<typeof isOutdated>[0];

  it('is outdated once a sync went on after it', () => {
    expect(isOutdated(undo, [undo, { ...sync, finishedAt: '2026-01-01T11:00Z' }])).toBe(true);
    expect(isOutdated(undo, [undo, { ...sync, status: 'running', finishedAt: null }])).toBe(true);
  });

  it('is outdated once the registry was edited after it', () => {
    expect(isOutdated(undo, [], '2026-01-01T11:00Z')).toBe(true);
    expect(isOutdated(undo, [], '2026-01-01T09:00Z')).toBe(false);
  });

  it('is not by what ended before, by another plan, or by what wrote nothing', () => {
    const finishedAt = '2026-01-01T11:00Z';
    const others = [
      { ...sync, finishedAt: '2026-01-01T09:00Z' },
      { ...undo, id: 'q', finishedAt },
      { ...sync, kind: 'preview', status: 'previewed', finishedAt } as const,
      { ...sync, status: 'rejected', finishedAt } as const,
    ];
    expect(isOutdated(undo, others)).toBe(false);
  });

  it('is only outdated while it waits', () => {
    const later = { ...sync, finishedAt: '2026-01-01T11:00Z' };
    expect(isOutdated({ ...undo, status: 'succeeded' }, [later])).toBe(false);
    expect(isOutdated({ ...undo, goal: null }, [later])).toBe(false);
  });
});
