import { mkdtempSync, rmSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { EmulatorService, EmulatorServiceFactory, RunningEmulator } from './emulator.ts';
import type { RequestReport } from './request-log.ts';
import { startEmulator } from './start-emulator.ts';

/**
 * Notes under `/notes/{id}`: PUT stores the body with the time, GET reads it. The body `bad` is
 * refused too late.
 */
const noteService: EmulatorServiceFactory = (clock, store): EmulatorService => {
  const notes = store.collection<unknown>('notes');
  const tokens = store.collection<true>('tokens');
  return {
    name: 'notes',
    routeOf: (_method, path) => path.replace(/^\/notes\/.+$/, '/notes/{id}'),
    handle: ({ method, path, rawBody }) => {
      const id = path.slice('/notes/'.length);
      if (method === 'PUT') {
        const text = rawBody.toString();
        if (text === 'bad') notes.delete(id);
        notes.set(id, { id, text, at: clock.now().toISOString() });
        if (text === 'bad') return { status: 400, body: { error: 'bad' } };
      }
      if (path === '/tokens') return { status: 200, body: [...tokens.entries()].map(([t]) => t) };
      if (path === '/notes') return { status: 200, body: [...notes.values()] };
      const note = notes.get(id);
      return note ? { status: 200, body: note } : { status: 404, body: { error: 'no note' } };
    },
    overQuota: (_request, retryAfterSeconds) => ({
      status: 429,
      headers: { 'Retry-After': String(retryAfterSeconds) },
      body: { error: 'quota' },
    }),
    faultAnswer: (_request, status, committed) => ({
      status,
      body: { error: 'fault', committed: committed?.status ?? null },
    }),
    quotaSubject: ({ headers }) => headers.authorization ?? '',
    afterReset: ({ token }) => tokens.set(token ?? 'seed', true),
    putObjects: (objects) => {
      for (const object of objects) notes.set(String((object as { id: string }).id), object);
    },
  };
};

let emulator: RunningEmulator;
let folder: string;
const start = (): Promise<RunningEmulator> =>
  startEmulator(noteService, { port: 0, statePath: join(folder, 'state.sqlite') });

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'emulator-'));
  emulator = await start();
});
afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true });
});

interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

interface Note {
  readonly text: string;
  readonly at: string;
}

async function call<T>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  const init = text === undefined ? { method } : { method, body: text };
  const response = await fetch(emulator.url + path, init);
  const json = (await response.json()) as T;
  return { status: response.status, headers: response.headers, body: json };
}
const control = <T>(method: string, name: string, body?: unknown): Promise<Answer<T>> =>
  call<T>(method, `/__emulator/${name}`, body);
const requests = async (): Promise<RequestReport> =>
  (await control<RequestReport>('GET', 'requests')).body;
const fault = (rule: object): Promise<Answer<unknown>> =>
  control('POST', 'faults', { rules: [rule] });

describe('state', () => {
  it('is there after a restart, in its order', async () => {
    for (const id of ['c', 'a', 'b']) await call('PUT', `/notes/${id}`, `text of ${id}`);
    await call('PUT', '/notes/c', 'newer');
    await emulator.close();
    emulator = await start();
    const { body } = await call<Note[]>('GET', '/notes');
    expect(body.map((note) => note.text)).toEqual(['newer', 'text of a', 'text of b']);
    expect((await call('GET', '/tokens')).body).toEqual(['seed']);
  });

  it('is as before after a request that was refused', async () => {
    for (const id of ['a', 'b']) await call('PUT', `/notes/${id}`, 'good');
    expect((await call('PUT', '/notes/a', 'bad')).status).toBe(400);
    expect((await call('PUT', '/notes/c', 'bad')).status).toBe(400);
    const before = (await call<Note[]>('GET', '/notes')).body;
    expect(before).toMatchObject([
      { id: 'a', text: 'good' },
      { id: 'b', text: 'good' },
    ]);
    await emulator.close();
    emulator = await start();
    expect((await call('GET', '/notes')).body).toEqual(before);
  });

  it('is gone after a reset, also on disk, and the given token is accepted', async () => {
    await call('PUT', '/notes/a', 'x');
    expect((await control('POST', 'reset', { token: 'given' })).status).toBe(200);
    await emulator.close();
    emulator = await start();
    expect((await call('GET', '/notes')).body).toEqual([]);
    expect((await call('GET', '/tokens')).body).toEqual(['given']);
  });

  it('takes objects as they are', async () => {
    await control('PUT', 'objects', { objects: [{ id: 'a', extra: 1 }] });
    expect((await call('GET', '/notes/a')).body).toEqual({ id: 'a', extra: 1 });
  });

  it('goes out and in as a snapshot', async () => {
    await call('PUT', '/notes/a', 'x');
    const snapshot = (await control('POST', 'snapshot')).body;
    await call('PUT', '/notes/b', 'y');
    expect((await control('PUT', 'snapshot', snapshot)).status).toBe(200);
    expect((await call('GET', '/notes/b')).status).toBe(404);
    expect((await call<Note>('GET', '/notes/a')).body.text).toBe('x');
  });
});

describe('requests', () => {
  it('are counted by route, control calls are not', async () => {
    await call('GET', '/notes/a');
    await call('PUT', '/notes/a', 'x');
    await call('PUT', '/notes/b', 'x');
    const body = await requests();
    expect(body.total).toBe(3);
    expect(body.byRoute).toEqual({ 'GET /notes/{id}': 1, 'PUT /notes/{id}': 2 });
    expect(body.log[0]).toEqual({
      at: expect.any(String),
      method: 'GET',
      path: '/notes/a',
      route: '/notes/{id}',
      status: 404,
    });
    await control('DELETE', 'requests');
    expect(await requests()).toEqual({ total: 0, byRoute: {}, log: [] });
  });

  it('may be compressed', async () => {
    const response = await fetch(`${emulator.url}/notes/a`, {
      method: 'PUT',
      headers: { 'content-encoding': 'gzip' },
      body: gzipSync('packed'),
    });
    expect(await response.json()).toMatchObject({ text: 'packed' });
  });
});

describe('faults', () => {
  it('skip, then strike as often as told, on what matches', async () => {
    await fault({
      match: { method: 'PUT', path: '^/notes/' },
      skip: 1,
      times: 2,
      fault: { kind: 'status', status: 503, headers: { 'X-Test': 'yes' }, body: { down: true } },
    });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i += 1) statuses.push((await call('PUT', '/notes/a', `${i}`)).status);
    expect(statuses).toEqual([200, 503, 503, 200]);
    expect((await requests()).total).toBe(4);
  });

  it('take effect before or after the request', async () => {
    await fault({ match: {}, times: 1, fault: { kind: 'status', status: 502 } });
    expect((await call('PUT', '/notes/a', 'x')).body).toEqual({ error: 'fault', committed: null });
    expect((await call('GET', '/notes/a')).status).toBe(404);
    await fault({ match: {}, fault: { kind: 'status', status: 503, afterCommit: true } });
    expect((await call('PUT', '/notes/a', 'x')).body).toEqual({ error: 'fault', committed: 200 });
    expect((await call('GET', '/notes/a')).status).toBe(200);
  });

  it('cut the connection, hang, and delay', async () => {
    await fault({ match: {}, fault: { kind: 'reset', afterCommit: true } });
    await expect(call('PUT', '/notes/a', 'x')).rejects.toThrow();
    expect((await call('GET', '/notes/a')).status).toBe(200);
    await fault({ match: {}, fault: { kind: 'hang' } });
    const hanging = fetch(`${emulator.url}/notes/a`, { signal: AbortSignal.timeout(50) });
    await expect(hanging).rejects.toThrow();
    await fault({ match: {}, fault: { kind: 'delay', ms: 40 } });
    const begin = performance.now();
    expect((await call('GET', '/notes/a')).status).toBe(200);
    expect(performance.now() - begin).toBeGreaterThanOrEqual(35);
    const { log } = await requests();
    expect(log.map((entry) => entry.status)).toEqual([0, 200, 0, 200]);
  });

  it('are gone after DELETE and after a reset', async () => {
    const always = { match: {}, times: 99, fault: { kind: 'status', status: 500 } };
    await fault(always);
    await control('DELETE', 'faults');
    expect((await call('GET', '/notes')).status).toBe(200);
    await fault(always);
    await control('POST', 'reset', {});
    expect((await call('GET', '/notes')).status).toBe(200);
  });
});

describe('clock and limits', () => {
  const minute = async (): Promise<string> =>
    (await call<Note>('PUT', '/notes/a', 'x')).body.at.slice(0, 16);

  it('sets, advances and frees the clock', async () => {
    await control('POST', 'clock', { now: '2026-06-27T17:01:16.064Z' });
    expect(await minute()).toBe('2026-06-27T17:01');
    await control('POST', 'clock', { advanceMs: 120_000 });
    expect(await minute()).toBe('2026-06-27T17:03');
    await control('POST', 'clock', { real: true });
    expect(await minute()).toBe(new Date().toISOString().slice(0, 16));
  });

  it('limits requests in windows of a minute', async () => {
    await control('POST', 'limits', { requestsPerMinute: 2 });
    const statuses = [];
    for (let i = 0; i < 3; i += 1) statuses.push((await call('GET', '/notes')).status);
    expect(statuses).toEqual([200, 200, 429]);
    await control('POST', 'clock', { advanceMs: 60_000 });
    expect((await call('GET', '/notes')).status).toBe(200);
    await control('POST', 'limits', { requestsPerMinute: 0 });
    const refused = await call('GET', '/notes');
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    await control('POST', 'limits', { requestsPerMinute: null });
    expect((await call('GET', '/notes')).status).toBe(200);
  });
});

describe('control calls', () => {
  it('refuse what they do not understand', async () => {
    expect((await control('POST', 'clock', { now: 'noon' })).status).toBe(400);
    expect((await control('POST', 'limits', '{')).status).toBe(400);
    expect((await fault({ match: { path: '(' }, fault: { kind: 'hang' } })).status).toBe(400);
    expect((await control('GET', 'clock')).status).toBe(405);
    expect((await control('POST', 'nothing')).status).toBe(404);
  });
});

it('closes promptly with open and hanging connections', async () => {
  const socket = connect(emulator.port, '127.0.0.1');
  await new Promise((resolve) => socket.once('connect', resolve));
  socket.on('error', () => undefined);
  await fault({ match: {}, times: 2, fault: { kind: 'delay', ms: 60_000 } });
  const waiting = call('GET', '/notes');
  const refused = expect(waiting).rejects.toThrow();
  for (let seen = 0; seen === 0; ) seen = (await requests()).total;
  const begin = performance.now();
  await emulator.close();
  expect(performance.now() - begin).toBeLessThan(1000);
  await refused;
  emulator = await start();
});
