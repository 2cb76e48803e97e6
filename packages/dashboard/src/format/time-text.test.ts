import { describe, expect, it } from 'vitest';
import { durationText, elapsedMs, exactTime, relativeTime, spanText } from './time-text.ts';

const NOW = Date.parse('2026-01-31T12:00:00Z');
const after = (seconds: number) => new Date(NOW + seconds * 1000).toISOString();

describe('relativeTime', () => {
  it.each([
    [-1, 'just now'],
    [1, 'now'],
    [-59, '59 seconds ago'],
    [-60, '1 minute ago'],
    [-119, '1 minute ago'],
    [-7200, '2 hours ago'],
    [-86_400 * 3, '3 days ago'],
    [779, 'in 12 minutes'],
  ])('says %d seconds from now as %j', (seconds, text) =>
    expect(relativeTime(after(seconds), NOW)).toBe(text),
  );

  it('shows what is no time as it is', () => expect(relativeTime('soon', NOW)).toBe('soon'));
});

describe('exactTime', () => {
  it('is UTC to the second', () => {
    expect(exactTime('2026-01-31T13:00:00.250+01:00')).toBe('2026-01-31 12:00:00 UTC');
    expect(exactTime('soon')).toBe('soon');
  });
});

describe('spanText', () => {
  const [from, to] = ['2026-01-31T12:00:00Z', '2026-01-31T12:00:40Z'];
  it.each([
    [from, to, '2026-01-31 12:00:00 to 12:00:40 UTC'],
    [from, '2026-02-01T00:00:00Z', '2026-01-31 12:00:00 to 2026-02-01 00:00:00 UTC'],
    [from, from, '2026-01-31 12:00:00 UTC'],
    [null, to, 'before 2026-01-31 12:00:40 UTC'],
    [from, null, 'after 2026-01-31 12:00:00 UTC'],
    [null, null, null],
  ])('from %j to %j is %j', (start, end, text) => expect(spanText(start, end)).toBe(text));
});

describe('durationText', () => {
  it.each([
    [0, '0 ms'],
    [999, '999 ms'],
    [1_049, '1.0 s'],
    [9_999, '9.9 s'],
    [59_999, '59 s'],
    [65_000, '1 min 05 s'],
    [3_600_000 * 2 + 600_000, '2 h 10 min'],
  ])('says %d ms as %j', (ms, text) => expect(durationText(ms)).toBe(text));
});

describe('elapsedMs', () => {
  it('ends at the end, or now', () => {
    expect(elapsedMs(null, null, NOW)).toBeNull();
    expect(elapsedMs(after(-10), after(-4), NOW)).toBe(6_000);
    expect(elapsedMs(after(-10), null, NOW)).toBe(10_000);
    // The clock of this computer may be behind the server's.
    expect(elapsedMs(after(10), null, NOW)).toBe(0);
  });
});
