import { JWT } from 'google-auth-library';
import { drive } from 'googleapis/build/src/apis/drive/index.js';
import { sheets, type sheets_v4 } from 'googleapis/build/src/apis/sheets/index.js';
import { ChittySyncError, isChittySyncError } from '../../errors/chittysync-error.ts';
import type { AdapterEnvironment } from '../adapter.ts';
import { a1Range, type CellRange, lastRowOfEcho } from './a1-range.ts';
import { createGoogleFetch } from './google-fetch.ts';
import type { ServiceAccountKey } from './service-account-key.ts';
import { apiError, tokenError } from './sheets-errors.ts';

export type Spreadsheet = sheets_v4.Schema$Spreadsheet;
export type SheetData = sheets_v4.Schema$Sheet;
export type CellData = sheets_v4.Schema$CellData;
export type GridRange = sheets_v4.Schema$GridRange;
export type NativeTable = sheets_v4.Schema$Table;
export type ProtectedRange = sheets_v4.Schema$ProtectedRange;
export type StructureRequest = sheets_v4.Schema$Request;

/** How `values` gives a formula cell: its result, or its text. */
export type Render = 'UNFORMATTED_VALUE' | 'FORMULA';

/** The cells of one range. Rows are cut after their last cell, and the list after its last row. */
export interface ValueBlock {
  readonly range: CellRange;
  /** The last row of the range that is within the grid, from 0. */
  readonly lastRow: number;
  readonly rows: readonly (readonly unknown[])[];
}

/** Cells to write from the top left corner on; null leaves a cell as it is, `""` blanks it. */
export interface ValuePatch {
  readonly range: CellRange;
  readonly rows: readonly (readonly unknown[])[];
}

/**
 * The calls of Google Sheets and Drive that the adapter needs. Every call throws coded errors only,
 * and CS_RATE_LIMITED as soon as the quota is used up: see `quota-waits.ts`.
 */
export interface SheetsClient {
  getSpreadsheet(id: string, fields: string, ranges?: readonly string[]): Promise<Spreadsheet>;
  readValues(
    id: string,
    title: string,
    ranges: readonly CellRange[],
    render: Render,
  ): Promise<ValueBlock[]>;
  /** RAW. Repeated on a server error: the same values in the same cells. */
  writeValues(id: string, title: string, patches: readonly ValuePatch[]): Promise<void>;
  /** All requests or none. Never repeated: on an error it may have taken effect. */
  changeStructure(id: string, requests: readonly StructureRequest[]): Promise<void>;
  createSpreadsheet(title: string, tabTitle: string): Promise<Spreadsheet>;
  deleteSpreadsheet(id: string): Promise<void>;
  /** The spreadsheets that the account can open, last edited first; one call. */
  listSpreadsheets(limit: number): Promise<{ readonly id: string; readonly name: string }[]>;
}

const SCOPES = [
  'https://www.googleapis.com/auth/spreadsheets',
  'https://www.googleapis.com/auth/drive',
];
/** Google gives a request up after three minutes; values of one page take seconds. */
const TIMEOUT_MS = 60_000;
const SERVER_ERROR_WAITS_MS = [1_000, 2_000];
const SPREADSHEET_FILTER =
  "mimeType = 'application/vnd.google-apps.spreadsheet' and trashed = false";

export function createSheetsClient(
  key: ServiceAccountKey,
  environment: AdapterEnvironment,
): SheetsClient {
  const google = openGoogle(key, environment);
  return {
    ...spreadsheetCalls(google),
    ...valueCalls(google, environment),
    ...driveCalls(google),
  };
}

type Google = ReturnType<typeof openGoogle>;

function spreadsheetCalls({ call, sheetsApi: { spreadsheets } }: Google) {
  return {
    getSpreadsheet: (spreadsheetId: string, fields: string, ranges: readonly string[] = []) =>
      call(() =>
        spreadsheets.get({
          spreadsheetId,
          fields,
          ...(ranges.length === 0 ? {} : { ranges: [...ranges] }),
        }),
      ),
    async changeStructure(spreadsheetId: string, requests: readonly StructureRequest[]) {
      const requestBody = { requests: [...requests] };
      await call(() => spreadsheets.batchUpdate({ spreadsheetId, requestBody }));
    },
    createSpreadsheet: (title: string, tabTitle: string) =>
      call(() =>
        spreadsheets.create({
          requestBody: {
            properties: { title },
            sheets: [{ properties: { title: tabTitle } }],
          },
        }),
      ),
  };
}

function valueCalls({ call, sheetsApi }: Google, environment: AdapterEnvironment) {
  const { values } = sheetsApi.spreadsheets;
  return {
    async readValues(
      spreadsheetId: string,
      title: string,
      ranges: readonly CellRange[],
      render: Render,
    ) {
      const answer = await call(() =>
        values.batchGet({
          spreadsheetId,
          ranges: ranges.map((range) => a1Range(title, range)),
          valueRenderOption: render,
          dateTimeRenderOption: 'SERIAL_NUMBER',
          majorDimension: 'ROWS',
        }),
      );
      return blocksOf(ranges, answer);
    },
    writeValues(spreadsheetId: string, title: string, patches: readonly ValuePatch[]) {
      const data = patches.map(({ range, rows }) => ({
        range: a1Range(title, range),
        majorDimension: 'ROWS',
        values: rows.map((row) => [...row]),
      }));
      const requestBody = { valueInputOption: 'RAW', data };
      return repeatAfterServerError(environment, () =>
        call(() => values.batchUpdate({ spreadsheetId, requestBody })),
      );
    },
  };
}

function driveCalls({ call, driveApi }: Google) {
  return {
    async deleteSpreadsheet(fileId: string) {
      await call(() => driveApi.files.delete({ fileId }));
    },
    async listSpreadsheets(limit: number) {
      const { files = [] } = await call(() =>
        driveApi.files.list({
          q: SPREADSHEET_FILTER,
          orderBy: 'modifiedTime desc',
          pageSize: limit,
          fields: 'files(id,name)',
          supportsAllDrives: true,
          includeItemsFromAllDrives: true,
        }),
      );
      return files.map(({ id, name }) => ({ id: id ?? '', name: name ?? '' }));
    },
  };
}

async function repeatAfterServerError(
  environment: AdapterEnvironment,
  action: () => Promise<unknown>,
): Promise<void> {
  for (const waitMs of SERVER_ERROR_WAITS_MS) {
    try {
      await action();
      return;
    } catch (error) {
      if (!isChittySyncError(error) || error.code !== 'CS_SYSTEM_UNAVAILABLE') throw error;
      await environment.wait(waitMs);
    }
  }
  await action();
}

/**
 * GET requests are repeated by the SDK on server errors and cut connections, but not on a quota.
 */
function openGoogle(key: ServiceAccountKey, environment: AdapterEnvironment) {
  const auth = new JWT({
    email: key.clientEmail,
    key: key.privateKey,
    scopes: SCOPES,
    transporterOptions: {
      fetchImplementation: createGoogleFetch(environment),
      timeout: TIMEOUT_MS,
      retryConfig: {
        statusCodesToRetry: [[500, 599]],
        retryBackoff: (_error, delayMs) => environment.wait(delayMs),
      },
    },
  });
  const base = environment.baseUrls.google;
  const options = base === undefined ? { auth } : { auth, rootUrl: new URL('/', base).href };
  /** Gets a token where there is none and turns what goes wrong into coded errors. */
  async function call<T>(request: () => Promise<{ data: T }>): Promise<T> {
    await auth.getAccessToken().catch((error: unknown) => {
      throw tokenError(error);
    });
    try {
      return (await request()).data;
    } catch (error) {
      throw apiError(error, environment.now());
    }
  }
  return {
    call,
    sheetsApi: sheets({ version: 'v4', ...options }),
    driveApi: drive({ version: 'v3', ...options }),
  };
}

function blocksOf(
  ranges: readonly CellRange[],
  answer: sheets_v4.Schema$BatchGetValuesResponse,
): ValueBlock[] {
  const blocks = answer.valueRanges ?? [];
  return ranges.map((range, i) => {
    const lastRow = lastRowOfEcho(blocks[i]?.range ?? '');
    if (lastRow === null) {
      throw new ChittySyncError(
        'CS_FETCH_INCOMPLETE',
        'Google Sheets answered without a range that was asked for.',
        { retryable: true },
      );
    }
    return { range, lastRow, rows: blocks[i]?.values ?? [] };
  });
}
