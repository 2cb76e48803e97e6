import type { RunningGoogle } from './running-google.ts';

/** A spreadsheet with one tab `Data`, as the owner works on it with Google's own client; for tests. */
export interface SpreadsheetDesk {
  readonly spreadsheetId: string;
  /** Goes on with a new spreadsheet. */
  create(rowCount?: number, columnCount?: number): Promise<void>;
  write(range: string, values: unknown[][], valueInputOption?: string): Promise<void>;
  read(range: string, options?: { valueRenderOption?: string }): ReturnType<typeof readValues>;
  /** The replies of a batch update. */
  batch(...requests: object[]): ReturnType<typeof sendBatch>;
}

export function openDesk(google: RunningGoogle): SpreadsheetDesk {
  let spreadsheetId = '';
  return {
    get spreadsheetId() {
      return spreadsheetId;
    },
    async create(rowCount = 20, columnCount = 6) {
      const gridProperties = { rowCount, columnCount };
      const { data } = await google.sheets.spreadsheets.create({
        requestBody: {
          properties: { title: 'Register' },
          sheets: [{ properties: { sheetId: 0, title: 'Data', gridProperties } }],
        },
      });
      spreadsheetId = data.spreadsheetId ?? '';
    },
    async write(range, values, valueInputOption = 'RAW') {
      await google.sheets.spreadsheets.values.update({
        spreadsheetId,
        range,
        valueInputOption,
        requestBody: { values },
      });
    },
    read: (range, options = {}) => readValues(google, { spreadsheetId, range, ...options }),
    batch: (...requests) => sendBatch(google, spreadsheetId, requests),
  };
}

async function readValues(
  google: RunningGoogle,
  query: { spreadsheetId: string; range: string; valueRenderOption?: string },
) {
  return (await google.sheets.spreadsheets.values.get(query)).data;
}

async function sendBatch(google: RunningGoogle, spreadsheetId: string, requests: object[]) {
  const { data } = await google.sheets.spreadsheets.batchUpdate({
    spreadsheetId,
    requestBody: { requests },
  });
  return data.replies ?? [];
}
