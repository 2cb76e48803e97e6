import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type RunningGoogle, startGoogle } from './running-google.ts';

let google: RunningGoogle;

beforeEach(async () => {
  google = await startGoogle();
});
afterEach(() => google.close());

const REDIRECT = 'http://127.0.0.1/callback';

async function codeFor(more: Record<string, string>): Promise<string> {
  const base = { client_id: 'c', redirect_uri: REDIRECT, response_type: 'code', scope: 'a' };
  const query = new URLSearchParams({ ...base, ...more });
  const path = `${google.url}/o/oauth2/v2/auth?${query}`;
  const consent = await fetch(path, { redirect: 'manual' });
  return new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

type Answer = Record<string, unknown>;
async function redeem(code: string, more: Record<string, string> = {}): Promise<Answer> {
  const base = { grant_type: 'authorization_code', code, redirect_uri: REDIRECT, client_id: 'c' };
  const body = new URLSearchParams({ ...base, ...more });
  return (await (await fetch(`${google.url}/token`, { method: 'POST', body })).json()) as Answer;
}

describe('a code', () => {
  it('brings a refresh token for offline access, and another one only after a new consent', async () => {
    expect(await redeem(await codeFor({}))).not.toHaveProperty('refresh_token');
    const offline = { access_type: 'offline' };
    expect(await redeem(await codeFor(offline))).toHaveProperty('refresh_token');
    expect(await redeem(await codeFor(offline))).not.toHaveProperty('refresh_token');
    const again = await codeFor({ ...offline, prompt: 'consent' });
    expect(await redeem(again)).toHaveProperty('refresh_token');
  });

  it('asked for with a challenge is given for its verifier only', async () => {
    const verifier = 'a-verifier-of-some-length';
    const challenge = createHash('sha256').update(verifier).digest('base64url');
    const code = await codeFor({ code_challenge: challenge, code_challenge_method: 'S256' });
    expect(await redeem(code)).toMatchObject({ error: 'invalid_grant' });
    expect(await redeem(code, { code_verifier: challenge })).toMatchObject({
      error: 'invalid_grant',
    });
    expect(await redeem(code, { code_verifier: verifier })).toHaveProperty('access_token');
  });

  it('is for the client and the address that it was asked for', async () => {
    const code = await codeFor({});
    expect(await redeem(code, { client_id: 'other' })).toMatchObject({
      error: 'unauthorized_client',
    });
    expect(await redeem(code, { redirect_uri: 'http://127.0.0.1/other' })).toMatchObject({
      error: 'redirect_uri_mismatch',
    });
    expect(await redeem('')).toMatchObject({ error: 'invalid_request' });
    expect(await redeem(code)).toHaveProperty('access_token');
  });
});

describe('a call without a token', () => {
  it('has no identity when it reads, and lacks a credential when it writes', async () => {
    for (const path of ['/v4/spreadsheets/x', '/drive/v3/files']) {
      const read = await fetch(google.url + path);
      expect(read.status).toBe(403);
      expect(await read.json()).toMatchObject({ error: { code: 403 } });
    }
    const write = await fetch(`${google.url}/v4/spreadsheets`, { method: 'POST', body: '{}' });
    expect(write.status).toBe(401);
    expect(await write.json()).toMatchObject({
      error: { status: 'UNAUTHENTICATED', details: [{ reason: 'CREDENTIALS_MISSING' }] },
    });
  });
});
