import { createSign } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { StackInfo } from '../src/stack/stack-info.ts';

/** An answer of any of the APIs, with its JSON body (null when it is empty). */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Json;
}

// biome-ignore lint/suspicious/noExplicitAny: answers are looked into member by member, and asserted on.
export type Json = any;

export type NotionVersion = '2025-09-03' | '2026-03-11';

/**
 * Somebody who has `stack.json` and the documentation of the APIs, and no code of ours: plain HTTP and SQL.
 * `notion` and `sheets` throw on a refusal; `api` gives every answer back.
 */
export interface Outsider {
  readonly stack: StackInfo;
  api(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
  notion(method: string, path: string, body?: unknown, version?: NotionVersion): Promise<Json>;
  sheets(method: string, path: string, body?: unknown): Promise<Json>;
  sql(text: string, values?: unknown[]): Promise<Json[]>;
  close(): Promise<void>;
}

export async function openOutsider(stack: StackInfo): Promise<Outsider> {
  const googleToken = await exchangeSelfSignedJwt(stack);
  const pool = new pg.Pool({ connectionString: stack.postgres.url, max: 1 });
  const insist = async (answer: Promise<Answer>): Promise<Json> => {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`answered ${status}: ${JSON.stringify(body)}`);
    return body;
  };
  return {
    stack,
    api: (method, path, body, headers) =>
      request(`${stack.api}/api/v1${path}`, method, body, {
        authorization: `Bearer ${stack.adminToken}`,
        ...headers,
      }),
    notion: (method, path, body, version = '2026-03-11') =>
      insist(
        request(`${stack.notion.baseUrl}${path}`, method, body, {
          authorization: `Bearer ${stack.notion.token}`,
          'notion-version': version,
        }),
      ),
    sheets: (method, path, body) =>
      insist(
        request(`${stack.google.baseUrl}${path}`, method, body, {
          authorization: `Bearer ${googleToken}`,
        }),
      ),
    sql: async (text, values) => (await pool.query(text, values)).rows,
    close: () => pool.end(),
  };
}

/** One HTTP request with a JSON body. */
export async function request(
  url: string,
  method: string,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    body: text === '' ? null : JSON.parse(text),
  };
}

/** All items of a list of ChittySync, over all its pages; `path` may have a query. */
export async function listAll({ api }: Outsider, path: string, limit = 200): Promise<Json[]> {
  const items: Json[] = [];
  for (let cursor = ''; ; ) {
    const separator = path.includes('?') ? '&' : '?';
    const { body } = await api('GET', `${path}${separator}limit=${limit}${cursor}`);
    items.push(...body.items);
    if (body.nextCursor === null) return items;
    cursor = `&cursor=${encodeURIComponent(body.nextCursor)}`;
  }
}

/** Starts a run and waits until it is neither queued nor running. */
export async function runToEnd(
  { api }: Outsider,
  registryId: string,
  run: { kind: 'preview' | 'sync'; runId?: string },
): Promise<Json> {
  const started = await api('POST', `/registries/${registryId}/runs`, { ...run, fetch: 'full' });
  if (started.status >= 300) throw new Error(`no run: ${JSON.stringify(started.body)}`);
  return waitForEnd(api, started.body.id);
}

/** Waits until a run is neither queued nor running. */
export async function waitForEnd(
  api: Outsider['api'],
  runId: string,
  withinMs = 90_000,
): Promise<Json> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const { body } = await api('GET', `/runs/${runId}`);
    if (body.status !== 'queued' && body.status !== 'running') return body;
    if (Date.now() > deadline) throw new Error(`still ${body.status}: ${JSON.stringify(body)}`);
    await sleep(100);
  }
}

/** Google's server-to-server flow by hand: a JWT signed with the account's own key, for an access token. */
async function exchangeSelfSignedJwt({ google }: StackInfo): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
  const claims = {
    iss: google.serviceAccount.client_email,
    scope: 'https://www.googleapis.com/auth/spreadsheets https://www.googleapis.com/auth/drive',
    aud: 'https://oauth2.googleapis.com/token',
    iat: now,
    exp: now + 3600,
  };
  const unsigned = `${encode({ alg: 'RS256', typ: 'JWT' })}.${encode(claims)}`;
  const signature = createSign('RSA-SHA256')
    .update(unsigned)
    .sign(google.serviceAccount.private_key, 'base64url');
  const response = await fetch(`${google.baseUrl}/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
      assertion: `${unsigned}.${signature}`,
    }),
  });
  const answer = (await response.json()) as { access_token?: string };
  if (answer.access_token === undefined) throw new Error(JSON.stringify(answer));
  return answer.access_token;
}
