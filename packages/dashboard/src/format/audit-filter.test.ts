import { describe, expect, it } from 'vitest';
import { parseAuditSearch, periodOf, toAuditFilter } from './audit-filter.ts';
import { fromLocalInput, toLocalInput } from './local-input.ts';

const NOW = Date.parse('2026-01-31T12:00:30Z');

describe('parseAuditSearch', () => {
  it('keeps filters and drops the rest', () => {
    const query = { q: 'x', runId: '', field: 7, period: 'week', from: null, other: 'y' };
    expect(parseAuditSearch(query)).toEqual({ q: 'x', field: '7', period: 'week' });
    expect(parseAuditSearch({ period: 'toString' })).toEqual({});
  });
});

describe('toAuditFilter', () => {
  it('shows the last day, from a full minute on, unless it aims at a run or a record', () => {
    expect(toAuditFilter({ q: 'x' }, NOW)).toEqual({ q: 'x', from: '2026-01-30T12:00:00.000Z' });
    expect(toAuditFilter({ runId: 'r' }, NOW)).toEqual({ runId: 'r' });
    expect(periodOf({ runId: 'r', period: 'hour' })).toBe('hour');
  });

  it('takes from and to in a range only', () => {
    const range = { from: '2026-01-01T00:00:00.000Z', to: '2026-01-02T00:00:00.000Z' };
    expect(toAuditFilter({ ...range, period: 'range' }, NOW)).toEqual(range);
    expect(toAuditFilter({ ...range, period: 'all' }, NOW)).toEqual({});
  });
});

describe('the datetime-local inputs', () => {
  it('give back the instant that they show', () => {
    const iso = '2026-01-31T12:34:00.000Z';
    expect(fromLocalInput(toLocalInput(iso))).toBe(iso);
    expect([toLocalInput(undefined), fromLocalInput('')]).toEqual(['', '']);
  });
});
