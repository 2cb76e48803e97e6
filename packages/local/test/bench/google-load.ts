import { type Load, send } from './load.ts';

const TOKEN = 'bench';
const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' };
const SQUARE = Array.from({ length: 10 }, (_, row) =>
  Array.from({ length: 10 }, (_, column) => (column % 2 === 0 ? row * 10 + column : `r${row}`)),
);

/** A sheet of a thousand filled rows and ten columns, of which the first ten rows are asked for. */
export const googleLoad: Load = {
  emulator: 'google',
  prepare: async (base) => {
    const call = (method: string, path: string, body: unknown): ReturnType<typeof send> =>
      send(base, { method, path, headers, body: JSON.stringify(body) });
    await call('POST', '/__emulator/reset', { token: TOKEN });
    const { spreadsheetId } = await call('POST', '/v4/spreadsheets', {});
    const values = `/v4/spreadsheets/${String(spreadsheetId)}/values`;
    const filled = Array.from({ length: 100 }, () => SQUARE).flat();
    const update = `${values}/Sheet1!A1:J10?valueInputOption=RAW`;
    await call('PUT', `${values}/Sheet1!A1:J1000?valueInputOption=RAW`, { values: filled });
    return [
      {
        name: 'Sheets: values.get, 10 x 10 of 1,000 rows',
        method: 'GET',
        path: `${values}/Sheet1!A1:J10`,
        headers,
      },
      {
        name: 'Sheets: values.update, 10 x 10',
        method: 'PUT',
        path: update,
        headers,
        body: JSON.stringify({ values: SQUARE }),
      },
      {
        name: 'Sheets: values.update, one cell',
        method: 'PUT',
        path: `${values}/Sheet1!A1?valueInputOption=RAW`,
        headers,
        body: JSON.stringify({ values: [['one']] }),
      },
    ];
  },
};
