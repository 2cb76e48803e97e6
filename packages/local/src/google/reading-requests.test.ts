import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningGoogle, startGoogle } from './running-google.ts';

let google: RunningGoogle;
let path: string;

beforeAll(async () => {
  google = await startGoogle({ driveLagMs: 0 });
});
afterAll(() => google.close());
beforeEach(async () => {
  const created = await google.send('POST', '/v4/spreadsheets', {});
  const { spreadsheetId } = (await created.json()) as { spreadsheetId: string };
  path = `/v4/spreadsheets/${spreadsheetId}`;
});

interface Refusal {
  readonly message: string;
  readonly details?: readonly { fieldViolations: readonly { field?: string }[] }[];
}

async function refusalOf(answer: Promise<Response>): Promise<Refusal> {
  const { status, ...rest } = await answer.then(async (r) => ({
    status: r.status,
    body: (await r.json()) as { error: Refusal & { status: string } },
  }));
  expect(status).toBe(400);
  expect(rest.body.error.status).toBe('INVALID_ARGUMENT');
  return rest.body.error;
}
const batch = (...requests: unknown[]): Promise<Refusal> =>
  refusalOf(google.send('POST', `${path}:batchUpdate`, { requests }));
const SHEETS = 'type.googleapis.com/google.apps.sheets.v4';

describe('a body', () => {
  it.each([
    [
      { addSheet: { props: {} } },
      `Invalid JSON payload received. Unknown name "props" at 'requests[0].add_sheet': Cannot find field.`,
    ],
    [
      { addSheet: { properties: { title: 5 } } },
      `Invalid value at 'requests[0].add_sheet.properties.title' (TYPE_STRING), 5`,
    ],
    [
      { addSheet: { properties: { gridProperties: { rowCount: 'many' } } } },
      `Invalid value at 'requests[0].add_sheet.properties.grid_properties.row_count' (TYPE_INT32), "many"`,
    ],
    [
      { addSheet: { properties: { gridProperties: { rowCount: 1.5 } } } },
      `Invalid value at 'requests[0].add_sheet.properties.grid_properties.row_count' (TYPE_INT32), 1.5`,
    ],
    [
      { addSheet: { properties: { hidden: 'maybe' } } },
      `Invalid value at 'requests[0].add_sheet.properties.hidden' (TYPE_BOOL), "maybe"`,
    ],
    [
      { addSheet: { properties: 'Title' } },
      `Invalid value at 'requests[0].add_sheet.properties' (${SHEETS}.SheetProperties), "Title"`,
    ],
    [
      { deleteSheet: { sheetId: [1] } },
      `Invalid JSON payload received. Unknown name "sheetId" at 'requests[0].delete_sheet': Proto field is not repeating, cannot start list.`,
    ],
    [
      { appendDimension: { dimension: 'DEPTH' } },
      `Invalid value at 'requests[0].append_dimension.dimension' (${SHEETS}.Dimension), "DEPTH"`,
    ],
    [
      { unmergeCells: { range: { startRowIndex: 'one' } } },
      `Invalid value at 'requests[0].unmerge_cells.range.start_row_index.value' (TYPE_INT32), "one"`,
    ],
    [
      { addSheet: {}, deleteSheet: {} },
      `Invalid value at 'requests[0]' (oneof), oneof field 'kind' is already set. Cannot set 'deleteSheet'`,
    ],
    [
      { paintSheet: {} },
      `Invalid JSON payload received. Unknown name "paintSheet" at 'requests[0]': Cannot find field.`,
    ],
  ])('is refused with %j', async (request, message) => {
    const refusal = await batch(request);
    expect(refusal.message).toBe(message);
    expect(refusal.details?.[0]?.fieldViolations).toHaveLength(1);
  });

  it('is refused with all that is wrong, in its order, and before anything is looked up', async () => {
    const body = { valueInputOption: 'COOKED', data: [{ ranges: 'A1' }], more: 1 };
    const answer = google.send('POST', '/v4/spreadsheets/none/values:batchUpdate', body);
    const refusal = await refusalOf(answer);
    expect(refusal.message.split('\n')).toEqual([
      `Invalid value at 'value_input_option' (${SHEETS}.ValueInputOption), "COOKED"`,
      `Invalid JSON payload received. Unknown name "ranges" at 'data[0]': Cannot find field.`,
      'Invalid JSON payload received. Unknown name "more": Cannot find field.',
    ]);
    const fields = refusal.details?.[0]?.fieldViolations.map(({ field }) => field);
    expect(fields).toEqual(['value_input_option', 'data[0]', undefined]);
  });

  it('may spell names and values in other ways', async () => {
    const request = {
      add_sheet: {
        properties: {
          sheet_id: '7',
          title: 'Other',
          hidden: null,
          right_to_left: 'yes',
          gridProperties: { rowCount: '3', column_count: 2 },
        },
      },
    };
    const dimension = { sheetId: 7, dimension: 'rows', length: 1 };
    const body = { requests: [[request], { appendDimension: dimension }] };
    expect((await google.send('POST', `${path}:batchUpdate`, body)).status).toBe(200);
    const shown = await google.send('GET', `${path}?ranges=Other&fields=sheets.properties`);
    expect(await shown.json()).toMatchObject({
      sheets: [
        {
          properties: {
            sheetId: 7,
            rightToLeft: true,
            gridProperties: { rowCount: 4, columnCount: 2 },
          },
        },
      ],
    });
  });
});

describe('a query', () => {
  const get = (query: string): Promise<Response> =>
    google.send('GET', `${path}/values/A1?${query}`);

  it.each([
    [
      'majorDimension=SIDEWAYS',
      `Invalid value at 'major_dimension' (${SHEETS}.Dimension), "SIDEWAYS"`,
    ],
    ['majorDimension=', `Invalid value at 'major_dimension' (${SHEETS}.Dimension), ""`],
    [
      'valueRenderOption=3',
      `Invalid value at 'value_render_option' (${SHEETS}.ValueRenderOption), "3"`,
    ],
    [
      'range=B1',
      `Invalid JSON payload received. Unknown name "range": Cannot bind query parameter. Field 'range' could not be found in request message.`,
    ],
  ])('is refused with %s', async (query, message) => {
    expect((await refusalOf(get(query))).message).toBe(message);
  });

  it('may give enumerations by number or in lower case, and the last value counts', async () => {
    for (const query of ['majorDimension=2', 'majorDimension=ROWS&majorDimension=columns']) {
      expect(await (await get(query)).json()).toMatchObject({ majorDimension: 'COLUMNS' });
    }
    const answer = google.send('GET', `${path}?includeGridData=on`);
    expect((await refusalOf(answer)).message).toBe(
      `Invalid value at 'include_grid_data' (TYPE_BOOL), "on"`,
    );
  });
});

describe('a field mask', () => {
  const masked = (path_: string, fields: string): Promise<Response> =>
    google.send('GET', `${path}${path_}?fields=${encodeURIComponent(fields)}`);

  it.each([
    ['/values/A1', 'valuez', 'valuez'],
    ['/values:batchGet', 'ranges', 'ranges'],
    ['', 'properties, sheets.properties', ' sheets.properties'],
    ['', 'sheets.properties.titel', 'sheets.properties.titel'],
  ])('of %j is refused with %j', async (end, fields, field) => {
    const refusal = await refusalOf(masked(end, fields));
    expect(refusal.message).toBe('Request contains an invalid argument.');
    expect(refusal.details?.[0]?.fieldViolations[0]?.field).toBe(field);
  });

  it('may end with a comma, and shows cells only where it names them', async () => {
    expect(await (await masked('/values/A1', 'range,')).json()).toEqual({ range: 'Sheet1!A1' });
    const all = (await (await masked('', '*')).json()) as { sheets: object[] };
    expect(all.sheets[0]).not.toHaveProperty('data');
    const sheets = (await (await masked('', 'sheets')).json()) as { sheets: object[] };
    expect(sheets.sheets[0]).toHaveProperty('data');
  });
});
