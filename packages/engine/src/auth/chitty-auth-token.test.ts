import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { beforeAll, describe, expect, it } from 'vitest';
import { startEdge } from '../routes/edge.fixture.ts';

const ISSUER = 'https://auth.test';
let keys: Awaited<ReturnType<typeof generateKeyPair>>;
let jwks: string;

beforeAll(async () => {
  keys = await generateKeyPair('ES256');
  jwks = JSON.stringify({
    keys: [{ ...(await exportJWK(keys.publicKey)), kid: 'k1', alg: 'ES256', use: 'sig' }],
  });
});

const servesKeys: typeof fetch = async (input) => {
  const isJwks = String(input) === `${ISSUER}/.well-known/jwks.json`;
  return isJwks
    ? new Response(jwks, { headers: { 'content-type': 'application/json' } })
    : new Response(null, { status: 404 });
};

function sign(claims: Record<string, unknown>, change: { alg?: string; expires?: string } = {}) {
  return new SignJWT({ sub: 'did:chitty:1', iss: ISSUER, ...claims })
    .setProtectedHeader({ alg: change.alg ?? 'ES256', kid: 'k1' })
    .setIssuedAt()
    .setExpirationTime(change.expires ?? '5m')
    .sign(keys.privateKey);
}

async function statusFor(token: string, method = 'GET', path = '/api/v1/nothing-here') {
  const edge = startEdge(null, {
    environment: { CHITTY_AUTH_URL: `${ISSUER}/` },
    fetch: servesKeys,
  });
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = method === 'GET' ? null : '{}';
  return (await edge.request(path, { method, headers, body })).status;
}

describe('a ChittyAuth token', () => {
  it('lets its bearer in', async () => {
    expect(await statusFor(await sign({ scope: 'chittysync:read' }))).toBe(404);
    expect(await statusFor(await sign({ scopes: ['admin:*'], sub: 'service' }))).toBe(404);
  });

  it.each([
    ['of another issuer', { iss: 'https://evil.test' }, {}],
    ['that is over', {}, { expires: '-10m' }],
  ])('%s is refused', async (_, claims, change) => {
    expect(await statusFor(await sign({ scope: 'admin:*', ...claims }, change))).toBe(401);
  });

  it('signed by another key, or by none, is refused', async () => {
    const [header, payload] = (await sign({ scope: 'admin:*' })).split('.');
    const none = btoa(JSON.stringify({ alg: 'none', kid: 'k1' })).replace(/=+$/, '');
    expect(await statusFor(`${header}.${payload}.${'A'.repeat(86)}`)).toBe(401);
    expect(await statusFor(`${none}.${payload}.`)).toBe(401);
  });

  it('of another tenant is forbidden', async () => {
    expect(await statusFor(await sign({ scope: 'admin:*', tenant: 'acme' }))).toBe(403);
  });

  it.each([
    [undefined, 'GET', '/api/v1/connections', 403],
    ['chittysync:write', 'GET', '/api/v1/connections', 403],
    ['chittysync:read', 'POST', '/api/v1/connections', 403],
    ['chittysync:write', 'POST', '/api/v1/connections', 400],
    ['chittysync:*', 'POST', '/api/v1/connections', 400],
    ['other:*', 'POST', '/api/v1/connections', 403],
  ])('with the scope %s asks %s %s: %i', async (scope, method, path, status) => {
    expect(await statusFor(await sign(scope ? { scope } : {}), method, path)).toBe(status);
  });

  it('cannot be judged while the keys are out of reach', async () => {
    const edge = startEdge(null, {
      environment: { CHITTY_AUTH_URL: ISSUER },
      fetch: async () => {
        throw new TypeError('fetch failed');
      },
    });
    const headers = { authorization: `Bearer ${await sign({ scope: 'admin:*' })}` };
    const response = await edge.request('/api/v1/nothing-here', { headers });
    expect(response.status).toBe(503);
  });

  it('is checked for the audience where one is configured', async () => {
    const environment = { CHITTY_AUTH_URL: ISSUER, CHITTY_AUTH_AUDIENCE: 'chittysync' };
    const edge = startEdge(null, { environment, fetch: servesKeys });
    const ask = async (claims: Record<string, unknown>) => {
      const headers = { authorization: `Bearer ${await sign({ scope: 'admin:*', ...claims })}` };
      return (await edge.request('/api/v1/nothing-here', { headers })).status;
    };
    expect(await ask({})).toBe(401);
    expect(await ask({ aud: 'chittysync' })).toBe(404);
  });
});
