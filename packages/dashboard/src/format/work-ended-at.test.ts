import { describe, expect, it } from 'vitest';
import { workEndedAt } from './work-ended-at.ts';

const done = { status: 'done', startedAt: '2026-01-01T00:00:00.000Z', counts: {} } as const;
const steps = [
  { ...done, name: 'fetch', finishedAt: '2026-01-01T00:00:01.000Z' },
  { ...done, name: 'diff', finishedAt: '2026-01-01T00:00:02.000Z' },
] as const;
const decidedAt = '2026-01-01T08:00:00.000Z';

describe('workEndedAt', () => {
  it('is the end of a run that ended by itself', () => {
    expect(workEndedAt({ status: 'succeeded', finishedAt: decidedAt, steps })).toBe(decidedAt);
  });

  it('does not come while a run goes on', () => {
    expect(workEndedAt({ status: 'running', finishedAt: null, steps })).toBeNull();
  });

  it('leaves out how long a person took to decide', () => {
    const lastStep = steps[1].finishedAt;
    expect(workEndedAt({ status: 'halted', finishedAt: null, steps })).toBe(lastStep);
    expect(workEndedAt({ status: 'rejected', finishedAt: decidedAt, steps })).toBe(lastStep);
  });
});
