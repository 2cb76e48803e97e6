import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  errorOf,
  type NotionUnderTest,
  ROOT,
  type Row,
  startNotion,
  TOKEN,
  title,
} from './testing/notion-under-test.ts';

let notion: NotionUnderTest;
beforeEach(async () => {
  notion = await startNotion();
});
afterEach(() => notion.emulator.close());

const MISSING = '7855b161-f63e-4683-b7c7-8ca6e97ee266';
const bearer = (token: string): Record<string, string> => ({
  authorization: `Bearer ${token}`,
  'notion-version': '2026-03-11',
});

describe('refusals', () => {
  const version = { 'notion-version': '2026-03-11' };
  it.each([
    ['no token', 'GET', '/v1/users', version, undefined, 401, 'unauthorized'],
    ['a bad token', 'GET', '/v1/users', bearer('bad'), undefined, 401, 'unauthorized'],
    ['bad JSON, before the token', 'POST', '/v1/search', {}, '{', 400, 'invalid_json'],
    ['an unknown path', 'GET', '/v1/invalid', bearer(TOKEN), undefined, 400, 'invalid_request_url'],
    ['a bad id', 'GET', '/v1/pages/12', bearer(TOKEN), undefined, 400, 'validation_error'],
    [
      'no version',
      'GET',
      '/v1/users',
      { authorization: `Bearer ${TOKEN}` },
      undefined,
      400,
      'missing_version',
    ],
  ])('%s', async (_, method, path, headers, body, status, code) => {
    const answer = await notion.send(method, path, { headers, body });
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ object: 'error', status, code });
    expect(answer.headers.get('x-notion-request-id')).toBe(answer.body.request_id);
  });

  it('what is missing is not found', async () => {
    const { body } = await notion.send('GET', `/v1/pages/${MISSING.replaceAll('-', '')}`);
    expect(body).toMatchObject({
      status: 404,
      code: 'object_not_found',
      message: expect.stringMatching(`^Could not find page with ID: ${MISSING}. .*"ChittySync".$`),
      additional_data: { integration_id: expect.any(String) },
    });
  });
});

describe('a property item', () => {
  it('is found by its id as it is given, and not by one that is encoded once more', async () => {
    const columns = Array.from({ length: 30 }, (_, i) => [`Column ${i}`, { number: {} }]);
    const table = await notion.table('Rows', {
      Name: { title: {} },
      ...Object.fromEntries(columns),
    });
    const row = await notion.insert(table, { Name: title('a') });
    const ids = Object.values<Row>(row.properties).map(({ id }) => id);
    const encoded = ids.find((id) => id.includes('%'));
    const ask = (id: string): Promise<Row> =>
      notion.send('GET', `/v1/pages/${row.id}/properties/${id}`);
    expect((await ask(encoded)).body).toMatchObject({ id: encoded, type: 'number', number: null });
    const refusal = { status: 400, code: 'validation_error' };
    expect((await ask(encodeURIComponent(encoded))).body).toMatchObject(refusal);
    expect((await ask('nope')).body).toMatchObject(refusal);
  });
});

describe('versions', () => {
  it('show archived beside in_trash until 2026-03-11', async () => {
    const page = await notion.send('GET', `/v1/pages/${ROOT}`);
    expect(page.body).not.toHaveProperty('archived');
    const old = { ...bearer(TOKEN), 'notion-version': '2025-09-03' };
    const { body } = await notion.send('GET', `/v1/pages/${ROOT}`, { headers: old });
    expect(body).toMatchObject({ archived: false, in_trash: false, is_archived: false });
    const patch = (headers: Record<string, string>): Promise<Row> =>
      notion.send('PATCH', `/v1/pages/${ROOT}`, { headers, body: { archived: true } });
    expect((await patch(bearer(TOKEN))).body.in_trash).toBe(false);
    expect((await patch(old)).body.in_trash).toBe(true);
  });
});

describe('reset', () => {
  it('keeps token and root page, accepts the given token, forgets the rest', async () => {
    const { databaseId } = await notion.table('Gone', { Name: { title: {} } });
    await notion.control('POST', 'reset', { token: 'given' });
    const missing = notion.client.databases.retrieve({ database_id: databaseId });
    expect((await errorOf(missing)).code).toBe('object_not_found');
    await notion.client.pages.retrieve({ page_id: ROOT });
    const given = await notion.send('GET', '/v1/users/me', { headers: bearer('given') });
    expect(given.body).toMatchObject({ type: 'bot', bot: { workspace_limits: {} } });
    await notion.control('POST', 'reset', {});
    const later = await notion.send('GET', '/v1/users/me', { headers: bearer('given') });
    expect(later.status).toBe(401);
  });
});

describe('limits and faults', () => {
  it('answers over the quota as the API does', async () => {
    await notion.control('POST', 'limits', { requestsPerMinute: 1 });
    await notion.client.users.me({});
    const { status, headers, body } = await notion.send('GET', '/v1/users/me');
    expect(status).toBe(429);
    expect(headers.get('retry-after')).toBe(body.additional_data.retry_after);
    expect(body).toMatchObject({
      code: 'rate_limited',
      additional_data: { rate_limit_reason: 'public_api_request_rate_limit' },
    });
  });

  it('saves and still answers 503, with the id of what was saved', async () => {
    const table = await notion.table('Rows', { Name: { title: {} } });
    const fault = { kind: 'status', status: 503, afterCommit: true };
    const match = { method: 'POST', path: '^/v1/pages$' };
    await notion.control('POST', 'faults', { rules: [{ match, fault }] });
    const body = { parent: { data_source_id: table.id }, properties: { Name: title('saved') } };
    const answer = await notion.send('POST', '/v1/pages', { body });
    expect(answer.body).toMatchObject({ status: 503, code: 'service_unavailable' });
    const id = answer.body.additional_data.committed_resource_id;
    expect(await notion.client.pages.retrieve({ page_id: id })).toMatchObject({ id });
  });

  it('knows conflicts', async () => {
    const fault = { kind: 'status', status: 409 };
    await notion.control('POST', 'faults', { rules: [{ match: {}, fault }] });
    expect((await errorOf(notion.client.users.me({}))).code).toBe('conflict_error');
  });
});

describe('search and users', () => {
  it('finds pages and data sources by their title', async () => {
    await notion.table('Needles', { Name: { title: {} } });
    const found: Row = await notion.client.search({ query: 'needle' });
    expect(found.results.map(({ object }: Row) => object)).toEqual(['data_source']);
    const filter = { property: 'object', value: 'page' } as const;
    const pages = await notion.client.search({ filter });
    expect(pages.results.map(({ id }) => id)).toContain(ROOT);
    const users = await notion.client.users.list({});
    expect(users.results).toHaveLength(1);
  });
});

describe('OAuth', () => {
  const redirect = 'https://app.example/callback';
  const basic = (secret: string): Record<string, string> => ({
    authorization: `Basic ${Buffer.from(`client:${secret}`).toString('base64')}`,
  });
  const token = (body: Row, secret = 'secret'): Promise<Row> =>
    notion.send('POST', '/v1/oauth/token', { headers: basic(secret), body });

  it('gives a pair for a code once, and a refresh kills the old pair', async () => {
    const query = `client_id=client&redirect_uri=${redirect}&state=s`;
    const url = `${notion.emulator.url}/v1/oauth/authorize?${query}`;
    const { headers } = await fetch(url, { redirect: 'manual' });
    const location = new URL(headers.get('location') ?? '');
    expect(location.searchParams.get('state')).toBe('s');
    const code = location.searchParams.get('code');
    const grant = { grant_type: 'authorization_code', code, redirect_uri: redirect };
    const first = (await token(grant)).body;
    expect((await token(grant)).body.error).toBe('invalid_grant');
    const refresh = { grant_type: 'refresh_token', refresh_token: first.refresh_token };
    const second = (await token(refresh)).body;
    const me = (access: string): Promise<Row> =>
      notion.send('GET', '/v1/users/me', { headers: bearer(access) });
    expect((await me(first.access_token)).status).toBe(401);
    expect((await me(second.access_token)).body.id).toBe(second.bot_id);
    expect((await token(refresh)).body.error).toBe('invalid_grant');
    expect((await token(refresh, 'invalid')).status).toBe(401);
  });
});
