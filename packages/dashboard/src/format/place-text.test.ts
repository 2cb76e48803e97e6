import { describe, expect, it } from 'vitest';
import { placeText } from './place-text.ts';
import { scheduleText } from './schedule-text.ts';

describe('placeText', () => {
  it.each([
    [{ schema: 'public', name: 'airports' }, 'public.airports'],
    [{ dataSourceId: 'abc' }, 'data source abc'],
    [{ spreadsheetId: '1x', sheetId: 0 }, 'spreadsheet 1x, sheet 0'],
  ])('names %j as %j', (table, text) => expect(placeText(table)).toBe(text));
});

describe('scheduleText', () => {
  it.each([
    [null, 'only when asked'],
    [{ everyMinutes: 1 }, 'every minute'],
    [{ everyMinutes: 90 }, 'every 90 minutes'],
    [{ everyMinutes: 120 }, 'every 2 hours'],
    [{ everyMinutes: 1440 }, 'every day'],
    [{ cron: '0 6 * * 1' }, 'cron 0 6 * * 1 (UTC)'],
  ])('says %j as %j', (schedule, text) => expect(scheduleText(schedule)).toBe(text));
});
