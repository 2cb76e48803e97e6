import { generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Notification } from './push-channels.ts';
import { failureOf, type RunningGoogle, startGoogle } from './running-google.ts';

let google: RunningGoogle;
let sent: Notification[];

beforeEach(async () => {
  sent = [];
  google = await startGoogle({
    driveLagMs: 20_000,
    notify: (notification) => sent.push(notification),
  });
});
afterEach(() => google.close());

const newFile = async (): Promise<string> => {
  const mimeType = 'application/vnd.google-apps.spreadsheet';
  const { data } = await google.drive.files.create({ requestBody: { name: 'Register', mimeType } });
  expect(data).toEqual({ kind: 'drive#file', id: data.id, name: 'Register', mimeType });
  return data.id ?? '';
};
const post = (path: string, form: Record<string, string>) =>
  fetch(`${google.url}${path}`, { method: 'POST', body: new URLSearchParams(form) });
type Body = Record<string, string>;
const jsonOf = async (answer: Response): Promise<Body> => (await answer.json()) as Body;
const otherKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;

describe('the token endpoint', () => {
  it('refuses a wrong signature, an unknown account and a long-lived assertion', async () => {
    const key = otherKey().export({ type: 'pkcs8', format: 'pem' }).toString();
    expect((await failureOf(google.signIn({ key }).getAccessToken())).status).toBe(400);
    const assertion = await new SignJWT({ scope: 'x', iss: 'nobody@example.com' })
      .setProtectedHeader({ alg: 'RS256' })
      .sign(otherKey());
    const answer = await post('/token', {
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion,
    });
    expect(await answer.json()).toEqual({
      error: 'invalid_grant',
      error_description: 'Invalid grant: account not found',
    });
  });

  it('issues tokens that work for an hour of its clock and not after a reset', async () => {
    const id = await newFile();
    await google.control('POST', 'clock', { advanceMs: 3_700_000 });
    const headers = { authorization: `Bearer ${google.auth.credentials.access_token}` };
    const late = await fetch(`${google.url}/v4/spreadsheets/${id}`, { headers });
    expect(late.status).toBe(401);
    expect(await late.json()).toMatchObject({ error: { code: 401, status: 'UNAUTHENTICATED' } });
    await google.control('POST', 'reset', { token: 'given' });
    const given = await fetch(`${google.url}/drive/v3/files`, {
      headers: { authorization: 'Bearer given' },
    });
    expect(given.status).toBe(200);
    await google.signIn().getAccessToken();
  });

  it('serves codes, refresh tokens and revocation', async () => {
    const redirect_uri = 'http://127.0.0.1/callback';
    const query = new URLSearchParams({
      client_id: 'c',
      redirect_uri,
      response_type: 'code',
      scope: 'a b',
      state: 's',
      access_type: 'offline',
    });
    const consent = await fetch(`${google.url}/o/oauth2/v2/auth?${query}`, { redirect: 'manual' });
    const location = new URL(consent.headers.get('location') ?? '');
    expect(location.searchParams.get('state')).toBe('s');
    const code = location.searchParams.get('code') ?? '';
    const first = await jsonOf(
      await post('/token', { grant_type: 'authorization_code', code, redirect_uri }),
    );
    expect(first).toMatchObject({ token_type: 'Bearer', expires_in: 3599, scope: 'a b' });
    expect(
      (await post('/token', { grant_type: 'authorization_code', code, redirect_uri })).status,
    ).toBe(400);
    const refresh = { grant_type: 'refresh_token', refresh_token: first.refresh_token ?? '' };
    expect((await post('/token', refresh)).status).toBe(200);
    expect((await post(`/revoke?token=${first.access_token}`, {})).status).toBe(200);
    expect(await (await post('/token', refresh)).json()).toMatchObject({ error: 'invalid_grant' });
  });

  it('holds tokens to their scopes', async () => {
    const spreadsheetId = await newFile();
    const reader = google.sheetsAs(
      google.signIn({ scopes: ['https://www.googleapis.com/auth/spreadsheets.readonly'] }),
    );
    expect((await reader.spreadsheets.get({ spreadsheetId })).status).toBe(200);
    const requestBody = { dataFilters: [{ developerMetadataLookup: {} }] };
    const failure = await failureOf(
      reader.spreadsheets.developerMetadata.search({ spreadsheetId, requestBody }),
    );
    expect(failure.status).toBe(403);
  });
});

describe('the quota', () => {
  it('counts reads and writes apart and answers without Retry-After', async () => {
    const spreadsheetId = await newFile();
    await google.control('POST', 'limits', { requestsPerMinute: 1 });
    await google.sheets.spreadsheets.get({ spreadsheetId });
    const headers = { authorization: `Bearer ${google.auth.credentials.access_token}` };
    const over = await fetch(`${google.url}/v4/spreadsheets/${spreadsheetId}`, { headers });
    expect(over.status).toBe(429);
    expect(over.headers.has('retry-after')).toBe(false);
    expect(await over.json()).toMatchObject({
      error: {
        status: 'RESOURCE_EXHAUSTED',
        details: [{ metadata: { quota_limit: 'ReadRequestsPerMinutePerUser' } }],
      },
    });
    await google.sheets.spreadsheets.values.clear({ spreadsheetId, range: 'Sheet1' });
  });
});

describe('faults', () => {
  it('are worded as each API words them', async () => {
    const fileId = await newFile();
    const fault = { kind: 'status', status: 503 };
    await google.control('POST', 'faults', { rules: [{ match: {}, times: 2, fault }] });
    const headers = { authorization: `Bearer ${google.auth.credentials.access_token}` };
    const answer = await fetch(`${google.url}/v4/spreadsheets/${fileId}`, { headers });
    expect(await answer.json()).toEqual({
      error: { code: 503, message: 'The service is currently unavailable.', status: 'UNAVAILABLE' },
    });
    const drive = await fetch(`${google.url}/drive/v3/files/${fileId}`, { headers });
    expect(await drive.json()).toMatchObject({
      error: { code: 503, errors: [{ domain: 'global' }] },
    });
  });
});

describe('Drive', () => {
  it('shows changes of content late until a reset turns the lag off', async () => {
    const fileId = await newFile();
    const version = async () =>
      (await google.drive.files.get({ fileId, fields: 'version,modifiedTime,headRevisionId' }))
        .data;
    const before = await version();
    expect(before.modifiedTime).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(before).not.toHaveProperty('headRevisionId');
    await google.sheets.spreadsheets.values.clear({ spreadsheetId: fileId, range: 'Sheet1' });
    expect(await version()).toEqual(before);
    await google.control('POST', 'clock', { advanceMs: 21_000 });
    expect(Number((await version()).version)).toBeGreaterThan(Number(before.version));
  });

  it('searches, renames, deletes, and answers 404 for both APIs then', async () => {
    const fileId = await newFile();
    await google.drive.files.update({ fileId, requestBody: { name: "It's new" } });
    const q = "name = 'It\\'s new' and 'root' in parents and trashed = false";
    expect((await google.drive.files.list({ q })).data.files).toHaveLength(1);
    expect(
      (await google.sheets.spreadsheets.get({ spreadsheetId: fileId })).data.properties?.title,
    ).toBe("It's new");
    await google.drive.files.delete({ fileId });
    expect(await failureOf(google.drive.files.get({ fileId }))).toEqual({
      status: 404,
      message: `File not found: ${fileId}.`,
    });
    expect(await failureOf(google.sheets.spreadsheets.get({ spreadsheetId: fileId }))).toEqual({
      status: 404,
      message: 'Requested entity was not found.',
    });
  });

  it('holds accounts to their permissions and protected ranges to their editors', async () => {
    await google.control('POST', 'reset', { token: 'owner' });
    const asOwner = (path: string, body: object) =>
      fetch(`${google.url}${path}`, {
        method: 'POST',
        headers: { authorization: 'Bearer owner', 'content-type': 'application/json' },
        body: JSON.stringify(body),
      }).then(jsonOf);
    const { spreadsheetId = '' } = await asOwner('/v4/spreadsheets', {});
    const clear = () =>
      google.sheets.spreadsheets.values.clear({ spreadsheetId, range: 'Sheet1!A1' });
    await clear();
    const permissions = `/drive/v3/files/${spreadsheetId}/permissions`;
    const share = { type: 'user', role: 'writer', emailAddress: google.clientEmail };
    const { id } = await asOwner(permissions, share);
    const headers = { authorization: 'Bearer owner' };
    await fetch(`${google.url}${permissions}/${id}`, { method: 'DELETE', headers });
    expect((await failureOf(clear())).status).toBe(403);
    await asOwner(permissions, { ...share, role: 'reader' });
    expect((await failureOf(clear())).status).toBe(403);
    expect((await google.sheets.spreadsheets.get({ spreadsheetId })).status).toBe(200);
    await asOwner(permissions, share);
    await clear();
    const range = { sheetId: 0, startRowIndex: 0, endRowIndex: 1 };
    await asOwner(`/v4/spreadsheets/${spreadsheetId}:batchUpdate`, {
      requests: [{ addProtectedRange: { protectedRange: { range } } }],
    });
    expect((await failureOf(clear())).message).toMatch(
      /^You are trying to edit a protected cell or object\./,
    );
  });

  it('notifies channels of changes until they are stopped', async () => {
    const fileId = await newFile();
    const start = (await google.drive.changes.getStartPageToken()).data.startPageToken ?? '';
    const requestBody = {
      id: 'channel',
      type: 'web_hook',
      address: 'https://example.com/hook',
      token: 'secret',
    };
    const { data } = await google.drive.files.watch({ fileId, requestBody });
    await google.sheets.spreadsheets.values.clear({ spreadsheetId: fileId, range: 'Sheet1' });
    expect(sent.map(({ headers }) => headers['x-goog-resource-state'])).toEqual(['sync', 'update']);
    expect(sent[1]?.headers).toMatchObject({
      'x-goog-channel-token': 'secret',
      'x-goog-message-number': '2',
    });
    const { id, resourceId } = data;
    await google.drive.channels.stop({
      requestBody: { id: id ?? '', resourceId: resourceId ?? '' },
    });
    await google.sheets.spreadsheets.values.clear({ spreadsheetId: fileId, range: 'Sheet1' });
    expect(sent).toHaveLength(2);
    const changes = await google.drive.changes.list({ pageToken: start });
    expect(changes.data.changes).toMatchObject([{ fileId, removed: false }]);
  });
});

describe('seeded objects', () => {
  it('are kept as facts, computed values included, until they are changed', async () => {
    await google.control('POST', 'reset', { token: 'owner' });
    const cell = {
      userEnteredValue: { formulaValue: '=IMPORTRANGE("x")' },
      effectiveValue: { errorValue: { type: 'LOADING' } },
      formattedValue: 'Loading...',
    };
    await google.control('PUT', 'objects', {
      objects: [
        {
          kind: 'drive#file',
          id: 'private',
          name: 'Not shared',
          mimeType: 'application/vnd.google-apps.spreadsheet',
          ownedByMe: false,
          permissions: [],
        },
        {
          spreadsheetId: 'seeded',
          properties: { title: 'Seeded' },
          sheets: [
            {
              properties: {
                sheetId: 3,
                title: 'S',
                gridProperties: { rowCount: 2, columnCount: 2 },
              },
              data: [{ rowData: [{ values: [cell] }] }],
            },
          ],
        },
      ],
    });
    const get = (path: string) =>
      fetch(`${google.url}${path}`, { headers: { authorization: 'Bearer owner' } });
    expect(await (await get('/v4/spreadsheets/seeded/values/S')).json()).toMatchObject({
      range: 'S!A1:B2',
      values: [['Loading...']],
    });
    expect((await get('/v4/spreadsheets/private')).status).toBe(403);
    expect(await (await get('/drive/v3/files/seeded')).json()).toMatchObject({
      id: 'seeded',
      name: 'Seeded',
    });
  });
});
