import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunningEmulator } from '../emulator/emulator.ts';
import { startEmulator } from '../emulator/start-emulator.ts';
import { createPeersService } from './create-peers-service.ts';

let emulator: RunningEmulator;
beforeAll(async () => {
  emulator = await startEmulator(createPeersService(), { port: 0 });
});
afterAll(() => emulator.close());

/** Calls the stand-ins; resolves to `[status, body]`. */
async function call(
  route: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<[number, Record<string, unknown>]> {
  const [method = 'GET', path = '/'] = route.split(' ');
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(emulator.url + path, { method, headers, ...init });
  return [response.status, (await response.json()) as Record<string, unknown>];
}

describe('ChittySchema', () => {
  it('validates rows of registered tables and knows no others', async () => {
    const schema = {
      type: 'object',
      properties: { code: { type: 'string' }, n: { type: 'integer' } },
      required: ['code'],
    };
    await call('PUT /__emulator/objects', { objects: [{ table: 'airports', schema }] });
    const validate = (data: unknown) =>
      call('POST /schema/api/validate', { table: 'airports', data });
    expect((await validate({ code: 'BER' }))[0]).toBe(200);
    const [status, answer] = await validate({ n: 'x' });
    expect(status).toBe(400);
    expect(answer.errors).toMatchObject([
      { field: 'code', code: 'required' },
      { field: 'n', code: 'type' },
    ]);
    const [unknownStatus, unknown] = await call('POST /schema/api/validate', {
      table: 'x',
      data: {},
    });
    expect([unknownStatus, unknown.availableTables]).toEqual([404, ['airports']]);
    expect((await call('POST /schema/api/validate', {}))[0]).toBe(400);
  });

  it('answers 200 to a bulk with invalid rows', async () => {
    const [status, body] = await call('POST /schema/api/validate/bulk', {
      table: 'airports',
      data: [{ code: 'BER' }, {}],
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ valid: false, totalRecords: 2, validRecords: 1 });
  });
});

describe('ChittyLedger', () => {
  it('appends to a chain and reads it back, duplicates included', async () => {
    const entry = { entityType: 'audit', action: 'run', metadata: { event_id: 'e' } };
    const [, first] = await call('POST /ledger/api/entries', entry);
    const [, second] = await call('POST /ledger/api/entries', entry);
    expect([first.sequenceNumber, second.sequenceNumber]).toEqual(['1', '2']);
    const [, list] = await call('GET /ledger/api/entries');
    expect(list).toMatchObject({ total: 2, entries: [{}, { previousHash: first.hash }] });
    expect((await call('POST /ledger/api/entries', { action: 'x' }))[0]).toBe(400);
  });
});

describe('ChittyAuth', () => {
  it('issues tokens that its published key verifies and introspection accepts', async () => {
    const request = { sub: 'did:chitty:1', scope: 'chittysync:read chittysync:write' };
    const [, { token }] = await call('POST /auth/__emulator/tokens', request);
    const [, keys] = await call('GET /auth/.well-known/jwks.json');
    const key = createLocalJWKSet(keys as unknown as Parameters<typeof createLocalJWKSet>[0]);
    const verified = await jwtVerify(String(token), key, { issuer: `${emulator.url}/auth` });
    expect(verified.payload).toMatchObject(request);
    expect(JSON.stringify(keys)).not.toContain('"d"');
    const [status, answer] = await call('POST /auth/v1/tokens/validate', { token });
    expect([status, answer.chittyId]).toEqual([200, 'did:chitty:1']);
    const [, expired] = await call('POST /auth/__emulator/tokens', { ...request, ttlSeconds: -9 });
    expect((await call('POST /auth/v1/tokens/validate', expired))[0]).toBe(401);
    expect((await call('POST /auth/v1/tokens/validate', { token: 'made-up' }))[0]).toBe(401);
    expect((await call('POST /auth/v1/tokens/validate', {}))[0]).toBe(400);
  });

  it('knows opaque tokens that it was told', async () => {
    const fact = { token: 'svc_1', chittyId: 'service', scope: ['chittysync:*'] };
    await call('PUT /__emulator/objects', { objects: [fact] });
    const [status, answer] = await call('POST /auth/v1/tokens/validate', { token: 'svc_1' });
    expect([status, answer.scope]).toEqual([200, ['chittysync:*']]);
  });
});

describe('ChittyConnect', () => {
  it('gives credentials by path to callers with a key', async () => {
    const fact = { vault: 'integrations', item: 'notion', field: 'api_key', value: 'secret' };
    await call('PUT /__emulator/objects', { objects: [fact] });
    const path = 'GET /connect/api/credentials';
    const key = { 'X-ChittyOS-API-Key': 'k' };
    const [, found] = await call(`${path}/integrations/notion/api_key`, undefined, key);
    expect(found).toMatchObject({ success: true, value: 'secret' });
    expect((await call(`${path}/integrations/notion/api_key`))[0]).toBe(401);
    expect((await call(`${path}/attic/notion/api_key`, undefined, key))[0]).toBe(400);
    expect((await call(`${path}/integrations/none/api_key`, undefined, key))[0]).toBe(404);
  });
});

describe('control endpoints', () => {
  it('count by route and empty the store', async () => {
    const [, requests] = await call('GET /__emulator/requests');
    const byRoute = requests.byRoute as Record<string, number>;
    expect(byRoute['GET /connect/api/credentials/{vault}/{item}/{field}']).toBe(4);
    await call('POST /__emulator/reset', {});
    const [, list] = await call('GET /ledger/api/entries');
    expect(list).toEqual({ entries: [], total: 0 });
    expect((await call('GET /schema/health'))[0]).toBe(200);
  });
});
