import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGoogle, startGoogle } from './running-google.ts';
import { openDesk, type SpreadsheetDesk } from './spreadsheet-desk.ts';

let google: RunningGoogle;
let desk: SpreadsheetDesk;

beforeAll(async () => {
  google = await startGoogle({ driveLagMs: 0 });
  desk = openDesk(google);
});
afterAll(() => google.close());

async function typed(locale: string, text: string): Promise<readonly unknown[]> {
  await desk.create();
  await desk.batch({ updateSpreadsheetProperties: { properties: { locale }, fields: 'locale' } });
  await desk.write('Data!A1', [[text]], 'USER_ENTERED');
  const unformatted = await desk.read('Data!A1', { valueRenderOption: 'UNFORMATTED_VALUE' });
  return [unformatted.values?.[0]?.[0], (await desk.read('Data!A1')).values?.[0]?.[0]];
}

describe('what is typed', () => {
  it.each([
    ['en_US', '12/31/2025', 46022, '12/31/2025'],
    ['en_US', '31.12.2025', '31.12.2025', '31.12.2025'],
    ['en_US', '25:30:00', 1.0625, '25:30:00'],
    ['en_US', '24:00', 1, '24:00:00'],
    ['en_US', '1e400', '1e400', '1e400'],
    ['en_US', '+5', 5, '5'],
    ['en_US', '-5 apples', '-5 apples', '-5 apples'],
    ['en_GB', '31/12/2025', 46022, '31/12/2025'],
    ['en_GB', '£3.50', 3.5, '£3.50'],
    ['de_DE', '31.12.2025', 46022, '31.12.2025'],
    ['de_DE', '1.2.2026', 46054, '1.2.2026'],
    ['de_DE', '1.234,5', 1234.5, '1.234,50'],
    ['de_DE', '0,25', 0.25, '0,25'],
    ['de_DE', '12,5%', 0.125, '12,50%'],
    ['de_DE', '5 €', 5, '5 €'],
    ['de_DE', '2025-12-31', 46022, '2025-12-31'],
    ['fr_FR', '1 234,5', 1234.5, '1\u202f234,50'],
    ['pt_BR', 'R$2,50', 2.5, 'R$2,50'],
    ['none', '1,234.5', 1234.5, '1,234.50'],
  ])('in %s, %s, is %j and shows %s', async (locale, text, value, shown) => {
    expect(await typed(locale, text)).toEqual([value, shown]);
  });

  it('begins with a plus sign and is no number, and so is a formula', async () => {
    await desk.create();
    await desk.write('Data!A1:C1', [['+1+2', '+49 30 123', '+']], 'USER_ENTERED');
    expect((await desk.read('Data!A1:C1')).values).toEqual([['3', '#ERROR!', '+']]);
    const formulas = await desk.read('Data!A1:B1', { valueRenderOption: 'FORMULA' });
    expect(formulas.values).toEqual([['=+1+2', '=+49 30 123']]);
  });
});

it('formats without a pattern follow the locale', async () => {
  await desk.create();
  const properties = { locale: 'de_DE' };
  await desk.batch({ updateSpreadsheetProperties: { properties, fields: 'locale' } });
  const shown = async (type: string, numberValue: number): Promise<unknown> => {
    const cell = {
      userEnteredValue: { numberValue },
      userEnteredFormat: { numberFormat: { type } },
    };
    const range = {
      sheetId: 0,
      startRowIndex: 0,
      endRowIndex: 1,
      startColumnIndex: 0,
      endColumnIndex: 1,
    };
    await desk.batch({ repeatCell: { range, cell, fields: '*' } });
    return (await desk.read('Data!A1')).values?.[0]?.[0];
  };
  expect(await shown('DATE', 46022)).toBe('31.12.2025');
  expect(await shown('DATE_TIME', 46022.75)).toBe('31.12.2025 18:00:00');
  expect(await shown('NUMBER', 1234.5)).toBe('1.234,50');
  expect(await shown('CURRENCY', 1234.5)).toBe('1.234,50 €');
});
