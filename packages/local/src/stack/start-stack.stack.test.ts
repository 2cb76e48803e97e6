import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { findPortBase, isPortFree } from '../../test/find-port-base.ts';
import { startPglitePostgres } from '../postgres/start-pglite-postgres.ts';
import type { StackInfo } from './stack-info.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));
const PORT_BASE = await findPortBase();
const directory = mkdtempSync(path.join(tmpdir(), 'stack-'));
const workerConfig = path.join(directory, 'worker', 'wrangler.toml');
const running = new Set<ChildProcess>();

/** A Worker as small as can be: it shows its environment and counts its cron calls. */
const WORKER = `let crons = 0;
export default {
  fetch: (request, env) => Response.json({ ...env, crons, path: new URL(request.url).pathname }),
  scheduled() { crons += 1; },
};`;

beforeAll(() => {
  mkdirSync(path.dirname(workerConfig), { recursive: true });
  writeFileSync(path.join(directory, 'worker', 'worker.js'), WORKER);
  const config = [
    ...['name = "throwaway"', 'main = "worker.js"', 'compatibility_date = "2026-11-01"'],
    ...['[triggers]', 'crons = ["* * * * *"]'],
  ];
  writeFileSync(workerConfig, config.join('\n'));
});
afterEach(async () => {
  for (const child of running) {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

interface Started {
  readonly child: ChildProcess;
  readonly output: () => string;
  /** Settled with `[exit code, signal]`. */
  readonly exit: Promise<unknown[]>;
}

function start(home: string, ...flags: string[]): Started {
  return startWith({ DATABASE_URL: '' }, home, ...flags);
}

function startWith(variables: NodeJS.ProcessEnv, home: string, ...flags: string[]): Started {
  const flagsOfAll = ['--worker-config', workerConfig, '--home', path.join(directory, home)];
  const child = spawn(
    process.execPath,
    [MAIN, ...flagsOfAll, '--empty', '--port-base', String(PORT_BASE), ...flags],
    { stdio: 'pipe', env: { ...process.env, ...variables } },
  );
  running.add(child);
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk;
    });
  }
  const exit = once(child, 'exit').finally(() => running.delete(child));
  return { child, output: () => text, exit };
}

/** Waits for the line that starts with `ready`, and reads `stack.json`. */
async function ready(started: Started, home: string): Promise<StackInfo> {
  const shown = () => /^ready /m.test(started.output()) || started.child.exitCode !== null;
  await expect.poll(shown, { timeout: 60_000 }).toBe(true);
  expect(started.output()).toMatch(/^ready /m);
  return JSON.parse(readFileSync(path.join(directory, home, 'stack.json'), 'utf8')) as StackInfo;
}

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

const environmentOf = async (info: StackInfo) =>
  (await (await fetch(`${info.api}/env`)).json()) as Record<string, unknown>;

describe('the stack', () => {
  it('starts everything, gives the Worker its environment, and stops on SIGTERM with 0', async () => {
    const stack = start('one');
    const info = await ready(stack, 'one');
    const environment = await environmentOf(info);
    const ownUrl = info.postgres.url.replace(/customer$/, 'chittysync');
    expect(environment).toMatchObject({
      DATABASE_URL: ownUrl,
      NOTION_BASE_URL: info.notion.baseUrl,
      ADMIN_TOKEN: info.adminToken,
      ENVIRONMENT: 'local',
    });
    await expect.poll(async () => (await environmentOf(info)).crons).toBe(1);
    const applied = await query(ownUrl, 'TABLE chittysync.applied_migrations');
    expect(applied.length).toBeGreaterThan(0);
    for (const url of [info.notion.baseUrl, info.google.baseUrl, `${info.peers.auth}/../`]) {
      const { origin } = new URL(url);
      expect((await fetch(`${origin}/__emulator/requests`)).status).toBe(200);
    }
    stack.child.kill('SIGTERM');
    expect(await stack.exit).toEqual([0, null]);
  });

  it('refuses a home in use and a port in use with code 2', async () => {
    const first = start('one');
    await ready(first, 'one');
    const sameHome = start('one', '--port-base', String(PORT_BASE + 10));
    expect(await sameHome.exit).toEqual([2, null]);
    const samePorts = start('two');
    expect(await samePorts.exit).toEqual([2, null]);
    expect(samePorts.output()).toContain(`${PORT_BASE} (the Worker)`);
    first.child.kill('SIGINT');
    expect(await first.exit).toEqual([0, null]);
  });

  it('continues after SIGKILL with its secrets and data, and leaves no orphan on its ports', async () => {
    const killed = start('one');
    const before = await ready(killed, 'one');
    await query(before.postgres.url, 'CREATE TABLE kept AS SELECT 7 AS i');
    killed.child.kill('SIGKILL');
    await killed.exit;
    const next = start('one');
    const after = await ready(next, 'one');
    expect({ ...after, pid: 0 }).toEqual({ ...before, pid: 0 });
    expect(await query(after.postgres.url, 'TABLE kept')).toEqual([{ i: 7 }]);
    next.child.kill('SIGKILL');
    await next.exit;
    await expect.poll(() => isPortFree(PORT_BASE), { timeout: 10_000 }).toBe(true);
  });

  it('says so and ends with 1 when the Worker dies', async () => {
    const stack = start('one');
    await ready(stack, 'one');
    const pids = readFileSync(path.join(directory, 'one', 'pids.json'), 'utf8');
    const { children } = JSON.parse(pids) as { children: { pid: number }[] };
    process.kill(-(children[0]?.pid ?? Number.NaN), 'SIGKILL');
    expect(await stack.exit).toEqual([1, null]);
    expect(stack.output()).toMatch(/Worker/);
  });

  it('ends by itself with --once, and starts from nothing with --fresh', async () => {
    const stack = start('one', '--once', '--fresh');
    expect(await stack.exit).toEqual([0, null]);
    expect(stack.output()).toMatch(/applied \d+ migration/);
    expect(existsSync(path.join(directory, 'one', 'pids.json'))).toBe(false);
  });

  it('prints the end of the log when the Worker does not start', async () => {
    const broken = path.join(directory, 'broken.toml');
    writeFileSync(broken, readFileSync(workerConfig, 'utf8').replace('worker.js', 'absent.js'));
    const stack = start('one', '--worker-config', broken);
    expect(await stack.exit).toEqual([1, null]);
    expect(stack.output()).toMatch(/absent\.js/);
  });

  it('uses DATABASE_URL instead of a database of its own', async () => {
    const home = path.join(directory, 'external');
    const options = { home, host: '127.0.0.1', wirePort: 0, neonPort: 0, password: 'p$word' };
    const server = await startPglitePostgres(options);
    const url = server.urlOf('customer');
    const stack = startWith({ DATABASE_URL: url }, 'one');
    const info = await ready(stack, 'one');
    expect(info.postgres.url).toBe(url);
    expect(await environmentOf(info)).toMatchObject({ DATABASE_URL: url });
    const applied = await query(url, 'TABLE chittysync.applied_migrations');
    expect(applied.length).toBeGreaterThan(0);
    stack.child.kill('SIGTERM');
    expect(await stack.exit).toEqual([0, null]);
    await server.close();
  });

  it('runs on a real PostgreSQL, and continues on it after SIGKILL', async () => {
    // As root, PostgreSQL runs as a user who has to get there.
    chmodSync(directory, 0o711);
    const first = start('real', '--postgres');
    const before = await ready(first, 'real');
    const [version] = await query(before.postgres.url, 'SELECT version() AS v');
    expect(version).toMatchObject({ v: expect.stringMatching(/^PostgreSQL 18.*-linux|darwin/) });
    await query(before.postgres.url, 'CREATE TABLE kept AS SELECT 7 AS i');
    first.child.kill('SIGKILL');
    await first.exit;
    const second = start('real', '--postgres');
    const after = await ready(second, 'real');
    expect(await query(after.postgres.url, 'TABLE kept')).toEqual([{ i: 7 }]);
    second.child.kill('SIGTERM');
    expect(await second.exit).toEqual([0, null]);
  });
});
