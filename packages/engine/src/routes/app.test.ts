import { describe, expect, it } from 'vitest';
import { ADMIN_TOKEN, SERVICE_TOKEN, startEdge } from './edge.fixture.ts';

const ID = '01980000-0000-7000-8000-000000000001';

/** Every route of the contract that is built. */
const ROUTES = [
  ['get', '/health'],
  ['get', '/health/live'],
  ['get', '/health/ready'],
  ['get', '/api/v1/status'],
  ['post', '/api/v1/connections'],
  ['get', '/api/v1/connections'],
  ['get', '/api/v1/connections/{id}'],
  ['delete', '/api/v1/connections/{id}'],
  ['post', '/api/v1/connections/{id}/check'],
  ['get', '/api/v1/connections/{id}/tables'],
  ['post', '/api/v1/connections/{id}/tables'],
  ['post', '/api/v1/registries/draft'],
  ['post', '/api/v1/registries'],
  ['get', '/api/v1/registries'],
  ['get', '/api/v1/registries/{id}'],
  ['patch', '/api/v1/registries/{id}'],
  ['delete', '/api/v1/registries/{id}'],
  ['post', '/api/v1/registries/{id}/activate'],
  ['post', '/api/v1/registries/{id}/pause'],
  ['get', '/api/v1/registries/{id}/health'],
  ['get', '/api/v1/registries/{id}/records'],
  ['post', '/api/v1/registries/{id}/runs'],
  ['get', '/api/v1/registries/{id}/runs'],
  ['get', '/api/v1/runs/{id}'],
  ['get', '/api/v1/runs/{id}/plan'],
  ['post', '/api/v1/runs/{id}/approve'],
  ['post', '/api/v1/runs/{id}/reject'],
  ['post', '/api/v1/runs/{id}/undo'],
  ['post', '/api/v1/registries/{id}/restore'],
  ['get', '/api/v1/conflicts'],
  ['post', '/api/v1/conflicts/{id}/resolve'],
  ['get', '/api/v1/problems'],
  ['get', '/api/v1/audit/entries'],
  ['get', '/api/v1/audit/export'],
] as const;

describe('the public routes', () => {
  it('answer /health exactly, whatever the dependencies do', async () => {
    const edge = startEdge();
    const response = await edge.request('/health');
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({
      status: 'ok',
      service: 'chittysync',
      version: '0.1.0-test',
      timestamp: '2026-11-21T12:00:00.000Z',
    });
    expect((await edge.request('/health/live')).status).toBe(200);
  });

  it('say in /health/ready and /api/v1/status that the database is away', async () => {
    const edge = startEdge();
    const ready = await edge.request('/health/ready');
    expect(ready.status).toBe(503);
    expect(await ready.json()).toMatchObject({ error: { code: 'CS_DATABASE_UNAVAILABLE' } });
    const status = await edge.request('/api/v1/status');
    expect(status.status).toBe(200);
    expect(await status.json()).toMatchObject({
      status: 'unhealthy',
      service: 'chittysync',
      environment: 'test',
      dependencies: {
        database: { state: 'unreachable', latencyMs: null },
        chittyLedger: { state: 'not-configured' },
      },
    });
  });

  it('list every route in /openapi.json, each with the error envelope', async () => {
    const edge = startEdge();
    const document = (await (await edge.request('/openapi.json')).json()) as {
      openapi: string;
      paths: Record<string, Record<string, { responses: Record<string, unknown> }>>;
    };
    expect(document.openapi).toBe('3.1.0');
    const listed = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method} ${path}`),
    );
    expect(listed.sort()).toEqual(ROUTES.map(([method, path]) => `${method} ${path}`).sort());
    for (const [method, path] of ROUTES) {
      expect(document.paths[path]?.[method]?.responses).toHaveProperty('default');
    }
    expect((await edge.request('/docs')).headers.get('content-type')).toContain('text/html');
  });
});

describe('the bearer token', () => {
  it('is needed on every route that is not public', async () => {
    const edge = startEdge();
    for (const [method, path] of ROUTES.slice(4)) {
      const response = await edge.request(path.replace('{id}', ID), {
        method: method.toUpperCase(),
      });
      expect([path, response.status]).toEqual([path, 401]);
      expect(await response.json()).toMatchObject({ error: { code: 'CS_UNAUTHORIZED' } });
      expect(response.headers.get('www-authenticate')).toContain('Bearer');
    }
  });

  it.each(['Basic abc', 'Bearer', 'Bearer wrong-token', `Bearer ${ADMIN_TOKEN}x`])(
    'refuses %s',
    async (authorization) => {
      const edge = startEdge();
      const response = await edge.request('/api/v1/registries', {
        headers: { authorization },
      });
      expect(response.status).toBe(401);
    },
  );

  it.each([ADMIN_TOKEN, SERVICE_TOKEN])('lets %s in', async (token) => {
    const edge = startEdge();
    const headers = { authorization: `Bearer ${token}` };
    expect((await edge.request('/api/v1/nothing-here', { headers })).status).toBe(404);
  });
});

describe('errors', () => {
  it('come in the envelope, with the request id that was sent or a new one', async () => {
    const edge = startEdge();
    const sent = await edge.call('GET', '/api/v1/nothing-here', undefined, {
      'X-Request-ID': 'req-1',
    });
    expect(sent.body).toEqual({
      success: false,
      error: {
        code: 'CS_ROUTE_NOT_FOUND',
        message: expect.stringContaining('/api/v1/nothing-here'),
        requestId: 'req-1',
      },
    });
    expect(sent.headers.get('x-request-id')).toBe('req-1');
    const hostile = await edge.call('GET', '/nothing', undefined, { 'X-Request-ID': 'a b<c>' });
    expect(hostile.body.error.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(hostile.headers.get('x-request-id')).toBe(hostile.body.error.requestId);
  });

  it('of the database are CS_DATABASE_UNAVAILABLE and logged, their cause kept inside', async () => {
    const edge = startEdge();
    const { status, body } = await edge.call('GET', '/api/v1/connections');
    expect(status).toBe(503);
    expect(body.error.code).toBe('CS_DATABASE_UNAVAILABLE');
    expect(JSON.stringify(body)).not.toMatch(/select|127\.0\.0\.1|s3cret/i);
    expect(edge.logged).toHaveLength(1);
  });

  it('that nobody foresaw are CS_INTERNAL without any detail', async () => {
    const edge = startEdge();
    Object.assign(edge.deps.catalogue, { notion: undefined });
    const credential = { kind: 'token', token: 'secret-token' };
    const body = { name: 'n', system: 'notion', credential };
    const answer = await edge.call('POST', '/api/v1/connections', body);
    expect(answer.status).toBe(500);
    expect(Object.keys(answer.body.error).sort()).toEqual(['code', 'message', 'requestId']);
    expect(answer.body.error.code).toBe('CS_INTERNAL');
    expect(JSON.stringify(answer.body)).not.toMatch(/undefined|credentialKinds|secret-token/);
  });
});

describe('request bodies', () => {
  const post = (init: RequestInit) =>
    startEdge().request('/api/v1/connections', {
      method: 'POST',
      ...init,
      headers: { authorization: `Bearer ${ADMIN_TOKEN}`, ...init.headers },
    });
  const asJson = { 'content-type': 'application/json' };
  const codeOf = async (response: Response) =>
    ((await response.json()) as { error: { code: string } }).error.code;

  it('over 1 MiB are refused, with and without content-length', async () => {
    const body = JSON.stringify({ name: 'x'.repeat(1_048_576) });
    const declared = { ...asJson, 'content-length': String(body.length) };
    const withLength = await post({ body, headers: declared });
    expect([withLength.status, await codeOf(withLength)]).toEqual([413, 'CS_BODY_TOO_LARGE']);
    const stream = new Blob([body]).stream();
    const chunked = await post({ body: stream, headers: asJson, duplex: 'half' } as RequestInit);
    expect([chunked.status, await codeOf(chunked)]).toEqual([413, 'CS_BODY_TOO_LARGE']);
  });

  it.each([
    ['no JSON', { body: '{"name":', headers: asJson }],
    ['no content type', { body: '{}', headers: { 'content-type': 'text/plain' } }],
  ])('with %s are CS_MALFORMED_JSON', async (_, init) => {
    const response = await post(init);
    expect([response.status, await codeOf(response)]).toEqual([400, 'CS_MALFORMED_JSON']);
  });

  it('that do not fit name every place, unknown fields too', async () => {
    const credential = { kind: 'token', token: 'x', extra: 1 };
    const { status, body } = await startEdge().call('POST', '/api/v1/connections', {
      name: '',
      system: 'oracle',
      credential,
      colour: 'red',
    });
    expect(status).toBe(400);
    expect(body.error.code).toBe('CS_INVALID_REQUEST');
    const paths = body.error.details.issues.map((issue: { path: string }) => issue.path);
    expect(paths.sort()).toEqual(['colour', 'credential.extra', 'name', 'system']);
  });

  it('that are missing are refused', async () => {
    const response = await post({});
    expect(response.status).toBe(400);
  });

  it('unknown query parameters and malformed ids are refused too', async () => {
    const edge = startEdge();
    const query = await edge.call('GET', '/api/v1/connections?limit=0&colour=red');
    const paths = query.body.error.details.issues.map((issue: { path: string }) => issue.path);
    expect(paths.sort()).toEqual(['colour', 'limit']);
    expect((await edge.call('GET', '/api/v1/runs/7')).status).toBe(400);
    const cursor = await edge.call('GET', '/api/v1/connections?cursor=nonsense');
    expect(cursor.body.error).toMatchObject({ code: 'CS_INVALID_REQUEST' });
  });
});

describe('headers', () => {
  it('forbid sniffing, framing and caching', async () => {
    for (const path of ['/health', '/api/v1/registries']) {
      const { headers } = await startEdge().request(path);
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(headers.get('cache-control')).toBe('no-store');
    }
  });

  it.each([
    ['https://app.chitty.cc', true],
    ['https://a.b.chitty.cc', true],
    ['https://chitty.cc.evil.example', false],
    ['https://evilchitty.cc', false],
    ['http://app.chitty.cc', false],
  ])('let %s call: %s', async (origin, allowed) => {
    const response = await startEdge().request('/api/v1/registries', {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET' },
    });
    const expected = allowed ? origin : null;
    expect(response.headers.get('access-control-allow-origin')).toBe(expected);
  });
});
