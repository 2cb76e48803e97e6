import { generateKeyPairSync } from 'node:crypto';
import { startEmulator } from '../../../../local/src/emulator/start-emulator.ts';
import { createGoogleService } from '../../../../local/src/google/create-google-service.ts';
import { must } from '../../errors/assert.ts';
import type { BoundField, BoundTable } from '../../model/bound-table.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { AdapterEnvironment, Credential, SystemAdapter } from '../adapter.ts';
import { sheetsDefinition } from './sheets-definition.ts';

const OWNER_TOKEN = 'owner-token';
const CLIENT_EMAIL = 'sync@project.iam.gserviceaccount.com';
const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  publicKeyEncoding: { type: 'spki', format: 'pem' },
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
});

/** One tab of a spreadsheet, as the person who owns it sees and edits it. */
export interface OwnersTab {
  readonly ref: { readonly spreadsheetId: string; readonly sheetId: number };
  /** All values, unformatted. */
  values(): Promise<unknown[][]>;
  formulas(): Promise<unknown[][]>;
  /** Types values into a range such as `A2:B3`. */
  type(range: string, values: unknown[][], option?: 'RAW' | 'USER_ENTERED'): Promise<void>;
  batchUpdate(...requests: object[]): Promise<void>;
  /** All that the tab stores: values, formats, notes, validation, merged ranges, sizes. */
  stored(): Promise<unknown>;
  rename(title: string): Promise<void>;
  /** Takes the service account's access away. */
  unshare(): Promise<void>;
  delete(): Promise<void>;
}

export interface TabOptions {
  readonly title?: string;
  readonly timeZone?: string;
  readonly rows?: number;
  readonly share?: boolean;
  readonly locale?: string;
  /** Cells from A1 on as Google stores them, beside the values: what formulas show or spill. */
  readonly cells?: readonly (readonly object[])[];
}

/** A Google emulator with an adapter of a service account, for tests. */
export interface SheetsWorkbench {
  readonly adapter: SystemAdapter;
  /** The same account with another environment. */
  adapterWith(environment: AdapterEnvironment): SystemAdapter;
  readonly credential: Credential;
  readonly environment: AdapterEnvironment;
  /** The waits of the adapter so far, in milliseconds. */
  readonly waits: number[];
  /** The requests of the adapter since the last call, `METHOD route`, without those for tokens. */
  takeRequests(): string[];
  /** Requests by route since the last call as the emulator counted them, the owner's among them. */
  requestCounts(): Promise<Readonly<Record<string, number>>>;
  fault(rule: object): Promise<void>;
  clearFaults(): Promise<void>;
  /** A new spreadsheet that the service account may edit, with these values in its only tab. */
  open(values: unknown[][], options?: TabOptions): Promise<OwnersTab>;
  /** Runs before the adapter's next request whose method and path fit. */
  before(pattern: RegExp, action: () => Promise<void>): void;
  close(): Promise<void>;
}

export async function startWorkbench(): Promise<SheetsWorkbench> {
  const emulator = await startEmulator(
    createGoogleService({
      serviceAccounts: [{ clientEmail: CLIENT_EMAIL, publicKeyPem: publicKey }],
    }),
    { port: 0 },
  );
  const owner: Owner = async (method, path, body) => {
    const response = await fetch(`${emulator.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${OWNER_TOKEN}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text === '' ? {} : JSON.parse(text);
  };
  await owner('POST', '/__emulator/reset', { token: OWNER_TOKEN });
  const waits: number[] = [];
  const hooks: { pattern: RegExp; action: () => Promise<void> }[] = [];
  const requests: string[] = [];
  let ids = 0;
  const environment: AdapterEnvironment = {
    fetch: async (input, init) => {
      const { pathname } = new URL(String(input));
      const line = `${init?.method ?? 'GET'} ${pathname}`;
      const hook = hooks.findIndex(({ pattern }) => pattern.test(line));
      if (hook >= 0) await hooks.splice(hook, 1)[0]?.action();
      if (pathname !== '/token')
        requests.push(line.replace(/spreadsheets\/[^/:]+/, 'spreadsheets/{id}'));
      return fetch(input, init);
    },
    countRequest: () => {},
    now: () => new Date('2026-11-20T10:00:30Z'),
    newId: () => {
      ids += 1;
      return `id-${ids}`;
    },
    wait: async (ms) => {
      waits.push(ms);
    },
    baseUrls: { google: emulator.url },
  };
  const credential: Credential = {
    kind: 'serviceAccount',
    key: { client_email: CLIENT_EMAIL, private_key: privateKey },
  };
  return {
    adapter: sheetsDefinition.open(credential, environment),
    adapterWith: (other) => sheetsDefinition.open(credential, other),
    credential,
    environment,
    waits,
    takeRequests: () => requests.splice(0),
    requestCounts: () => takeCounts(owner),
    async fault(rule) {
      await owner('POST', '/__emulator/faults', { rules: [rule] });
    },
    async clearFaults() {
      await owner('DELETE', '/__emulator/faults');
    },
    open: (values, options) => openTab(owner, values, options),
    before(pattern, action) {
      hooks.push({ pattern, action });
    },
    close: () => emulator.close(),
  };
}

/** Sends a request as the owner of the spreadsheets; the body of the answer. */
type Owner = (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>;

/** What the emulator counted, which begins anew. */
async function takeCounts(owner: Owner): Promise<Record<string, number>> {
  const { byRoute } = await owner('GET', '/__emulator/requests');
  await owner('DELETE', '/__emulator/requests');
  return byRoute as Record<string, number>;
}

/** What the owner makes is shared with the service account from the start; takes that back. */
async function unshare(owner: Owner, spreadsheetId: string): Promise<void> {
  const path = `/drive/v3/files/${spreadsheetId}/permissions`;
  const listed = await owner('GET', `${path}?fields=permissions(id,emailAddress)`);
  const permissions = listed.permissions as { id: string; emailAddress?: string }[];
  const own = permissions.find(({ emailAddress }) => emailAddress === CLIENT_EMAIL);
  await owner('DELETE', `${path}/${must(own, 'it is shared').id}`);
}

async function openTab(
  owner: Owner,
  values: unknown[][],
  {
    title = 'Book',
    timeZone = 'Etc/GMT',
    rows = 1_000,
    share = true,
    locale = 'en_US',
    cells = [],
  }: TabOptions = {},
): Promise<OwnersTab> {
  const created = await owner('POST', '/v4/spreadsheets', {
    properties: { title, timeZone, locale },
    sheets: [
      {
        properties: {
          sheetId: 7,
          title: 'Tab',
          gridProperties: { rowCount: rows, columnCount: 16 },
        },
        ...(cells.length === 0
          ? {}
          : { data: [{ rowData: cells.map((row) => ({ values: row })) }] }),
      },
    ],
  });
  const spreadsheetId = String(created.spreadsheetId);
  const path = `/v4/spreadsheets/${spreadsheetId}`;
  if (!share) await unshare(owner, spreadsheetId);
  let tab = 'Tab';
  const read = async (render: string) => {
    const query = `valueRenderOption=${render}&dateTimeRenderOption=SERIAL_NUMBER`;
    const answer = await owner('GET', `${path}/values/${encodeURIComponent(tab)}?${query}`);
    return (answer.values ?? []) as unknown[][];
  };
  const owned: OwnersTab = {
    ref: { spreadsheetId, sheetId: 7 },
    values: () => read('UNFORMATTED_VALUE'),
    formulas: () => read('FORMULA'),
    async type(range, cells, option = 'RAW') {
      const place = encodeURIComponent(`'${tab}'!${range}`);
      await owner('PUT', `${path}/values/${place}?valueInputOption=${option}`, { values: cells });
    },
    async batchUpdate(...requests) {
      await owner('POST', `${path}:batchUpdate`, { requests });
    },
    stored: async () => (await owner('GET', `${path}?includeGridData=true`)).sheets,
    unshare: () => unshare(owner, spreadsheetId),
    async delete() {
      await owner('DELETE', `/drive/v3/files/${spreadsheetId}`);
    },
    async rename(name) {
      const properties = { sheetId: 7, title: name };
      await owned.batchUpdate({ updateSheetProperties: { properties, fields: 'title' } });
      tab = name;
    },
  };
  if (values.length > 0) await owned.type('A1', values);
  return owned;
}

/** A field for each of `{field: cellType}`; the columns have the names of the fields. */
export function bind(
  ref: OwnersTab['ref'],
  types: Readonly<Record<string, CellType>>,
  key: readonly string[],
  timeZone = 'Etc/GMT',
): BoundTable {
  const fields = Object.entries(types).map(([name, cellType]): BoundField => {
    const nativeType = `AUTOMATIC@${timeZone}`;
    const column = { id: name, name, nativeType, cellType, writable: true };
    return { field: name, cellType, access: 'both', column };
  });
  return { ref, fields, key };
}
