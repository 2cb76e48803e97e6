import { describe, expect, it } from 'vitest';
import { nextRunAt } from './next-run-at.ts';

const NOW = new Date('2026-11-21T12:00:30Z');

describe('nextRunAt', () => {
  it.each([
    [null, null],
    [{ everyMinutes: 15 }, '2026-11-21T12:15:30.000Z'],
    [{ cron: '*/5 * * * *' }, '2026-11-21T12:05:00.000Z'],
    [{ cron: '0 3 * * MON' }, '2026-11-23T03:00:00.000Z'],
    [{ cron: '0 0 31 2 *' }, null],
  ])('of %j is %s', (schedule, expected) => {
    expect(nextRunAt(schedule, NOW)?.toISOString() ?? null).toBe(expected);
  });

  it('refuses a pattern that is not cron, and one with seconds', () => {
    expect(() => nextRunAt({ cron: '61 * * * *' }, NOW)).toThrow();
    expect(() => nextRunAt({ cron: '* * * * * *' }, NOW)).toThrow();
    expect(() => nextRunAt({ cron: '' }, NOW)).toThrow();
  });
});
