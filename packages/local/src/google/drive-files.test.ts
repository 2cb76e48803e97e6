import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningGoogle, startGoogle } from './running-google.ts';

let google: RunningGoogle;
const FILES = '/drive/v3/files';
const SPREADSHEET = 'application/vnd.google-apps.spreadsheet';
const FOLDER = 'application/vnd.google-apps.folder';

interface Body {
  readonly id: string;
  readonly parents?: readonly string[];
  readonly files?: readonly { readonly name: string }[];
  readonly error?: {
    readonly message: string;
    readonly errors: readonly { readonly reason: string; readonly location?: string }[];
  };
}
const send = async (method: string, path: string, body?: object) => {
  const answer = await google.send(method, path, body);
  const text = await answer.text();
  return { status: answer.status, body: (text === '' ? {} : JSON.parse(text)) as Body };
};
const make = async (name: string, more: object = {}): Promise<string> =>
  (await send('POST', FILES, { name, mimeType: SPREADSHEET, ...more })).body.id;
const list = (query: Record<string, string>) =>
  send('GET', `${FILES}?${new URLSearchParams(query)}`);
const found = async (q: string): Promise<string[]> =>
  ((await list({ q, orderBy: 'name' })).body.files ?? []).map(({ name }) => name);

let folder: string;

beforeAll(async () => {
  google = await startGoogle({ driveLagMs: 0 });
  folder = await make('Folder', { mimeType: FOLDER });
  await make('Plan 10', { properties: { kind: 'plan' }, starred: true });
  await make('plan 2', { parents: [folder] });
  const other = { kind: 'drive#file', id: 'shared', name: 'Élan', mimeType: 'text/plain' };
  const permissions = [{ type: 'user', role: 'reader', emailAddress: google.clientEmail }];
  await google.control('PUT', 'objects', {
    objects: [{ ...other, ownedByMe: false, permissions, createdTime: '2020-01-01T00:00:00.000Z' }],
  });
});
afterAll(() => google.close());

describe('a search', () => {
  it.each([
    ["name = 'PLAN 10'", ['Plan 10']],
    ["name = 'élan'", []],
    ["name contains 'plan'", ['Plan 10', 'plan 2']],
    ["mimeType contains 'apps.spread'", ['Plan 10', 'plan 2']],
    ['sharedWithMe', ['Élan']],
    [
      "not sharedWithMe and mimeType != 'application/vnd.google-apps.folder'",
      ['Plan 10', 'plan 2'],
    ],
    ["'me' in owners and starred = true", ['Plan 10']],
    ["properties has { key='kind' and value='plan' }", ['Plan 10']],
    ["createdTime < '2021-01-01T00:00:00'", ['Élan']],
    ["'root' in parents or visibility = 'anyoneCanFind'", ['Folder', 'Plan 10']],
  ])('for %s finds %j', async (q, names) => {
    expect(await found(q)).toEqual(names);
  });

  it.each([
    ['q', "colour = 'red'"],
    ['q', "name < 'x'"],
    ['q', "modifiedTime > 'soon'"],
    ['q', "'x' in colours"],
    ['orderBy', 'colour'],
    ['orderBy', 'name upwards'],
    ['pageToken', 'none'],
  ])('is refused with %s: %s', async (parameter, value) => {
    const { status, body } = await list({ [parameter]: value });
    expect(status).toBe(400);
    expect(body.error?.errors[0]).toMatchObject({ reason: 'invalid', location: parameter });
  });

  it('sorts folders first, and numbers in names by their size', async () => {
    const names = async (orderBy: string): Promise<string[]> =>
      ((await list({ orderBy })).body.files ?? []).map(({ name }) => name);
    const descending = ['Folder', 'Plan 10', 'plan 2', 'Élan'];
    expect(await names('folder,name_natural desc')).toEqual(descending);
    expect(await names('name_natural')).toEqual(['Élan', 'Folder', 'plan 2', 'Plan 10']);
  });
});

describe('fields', () => {
  it.each([
    ['files(id,colour)', 'colour'],
    ['file(id)', 'file'],
  ])('of a list are refused with %s', async (fields, name) => {
    const { body } = await list({ fields });
    expect(body.error).toMatchObject({
      message: `Invalid field selection ${name}`,
      errors: [{ reason: 'invalidParameter', location: 'fields' }],
    });
  });

  it('may be spaced, and none are shown where none are named', async () => {
    expect((await list({ fields: 'files(id, name)', q: "name = 'Folder'" })).body).toEqual({
      files: [{ id: folder, name: 'Folder' }],
    });
    expect((await list({ fields: '' })).body).toEqual({});
    expect((await send('GET', `${FILES}/${folder}?fields=`)).body).toEqual({});
  });

  it('are required of the account', async () => {
    expect((await send('GET', '/drive/v3/about')).body.error?.errors[0]?.reason).toBe('required');
    expect((await send('GET', '/drive/v3/about?fields=user(emailAddress,me)')).body).toEqual({
      user: { emailAddress: google.clientEmail, me: true },
    });
  });
});

describe('a file', () => {
  it('has one parent, which has to be there', async () => {
    const id = await make('Movable');
    const patch = (query: string) => send('PATCH', `${FILES}/${id}?fields=parents&${query}`, {});
    const second = await patch(`addParents=${folder}`);
    expect(second.status).toBe(403);
    expect(second.body.error?.errors[0]?.reason).toBe('cannotAddParent');
    const moved = await patch(`addParents=${folder}&removeParents=root`);
    expect(moved.body.parents).toEqual([folder]);
    expect((await patch('addParents=none')).status).toBe(404);
    expect((await send('POST', FILES, { name: 'x', parents: ['none'] })).status).toBe(404);
    await send('DELETE', `${FILES}/${id}`);
  });

  it('has no content to download, and only a spreadsheet is one', async () => {
    const download = await send('GET', `${FILES}/${folder}?alt=media`);
    expect(download.body.error?.errors[0]?.reason).toBe('fileNotDownloadable');
    expect((await send('GET', `/v4/spreadsheets/${folder}`)).status).toBe(400);
  });

  it('gets another owner only where the query says so', async () => {
    const id = await make('Given away');
    const permission = { type: 'user', role: 'owner', emailAddress: 'heir@example.com' };
    const path = `${FILES}/${id}/permissions`;
    expect((await send('POST', path, permission)).status).toBe(403);
    expect((await send('POST', `${path}?transferOwnership=true`, permission)).status).toBe(200);
  });
});

it('the trash is emptied of what the caller owns', async () => {
  const id = await make('Rubbish');
  await send('PATCH', `${FILES}/${id}`, { trashed: true });
  expect(await found('trashed = true')).toEqual(['Rubbish']);
  expect((await send('DELETE', `${FILES}/trash`)).status).toBe(204);
  expect((await send('GET', `${FILES}/${id}`)).status).toBe(404);
});
