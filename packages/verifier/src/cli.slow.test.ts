import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { publicKeyOf } from '@chittyos/engine/crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  aLine,
  anEntry,
  anId,
  goldenLog,
  OTHER_KEY,
  TEST_PUBLIC_KEY as pubkey,
  RUN_A,
} from './verify/golden-log.fixture.ts';

// Each call starts a Node process; a busy machine takes its time.
vi.setConfig({ testTimeout: 60_000 });

const CLI = fileURLToPath(new URL('../bin/chittysync-verifier.mjs', import.meta.url));

interface Ended {
  readonly code: number | string | null | undefined;
  readonly out: string;
  readonly err: string;
}

function run(args: readonly string[], env: Record<string, string> = {}): Promise<Ended> {
  const { CHITTYSYNC_TOKEN: _, ...ours } = process.env;
  const options = { env: { ...ours, ...env }, timeout: 20_000 };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [CLI, ...args], options, (_error, out, err) =>
      resolve({ code: child.exitCode, out, err }),
    );
  });
}

let home: string;
const golden = await goldenLog();
const file = async (name: string, lines: readonly string[]) => {
  const path = join(home, name);
  await writeFile(path, lines.map((line) => `${line}\n`).join(''));
  return path;
};
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'chittysync-verifier-'));
});
afterAll(() => rm(home, { recursive: true }));

describe('verify', () => {
  it('answers 0 for a good file, and says what it is', async () => {
    const log = await file('good.jsonl', golden);
    const people = await run(['verify', '--log', log, '--pubkey', pubkey.toUpperCase()]);
    expect(people).toMatchObject({ code: 0, err: '' });
    const machine = await run(['verify', '--log', log, '--pubkey', pubkey, '--json']);
    expect(machine).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(machine.out)).toMatchObject({ verified: true, entries: 11, findings: [] });
  });

  it('answers 1 and the code of the first finding', async () => {
    const log = await file('bad.jsonl', [
      ...golden.slice(0, 2),
      'x',
      await aLine(99, 'y', OTHER_KEY),
    ]);
    const { code, err, out } = await run(['verify', '--log', log, '--pubkey', pubkey, '--json']);
    expect(code).toBe(1);
    expect(err).toMatch(/^ENTRY_MALFORMED line 3: .*\n$/);
    const codes = JSON.parse(out).findings.map((finding: { code: string }) => finding.code);
    expect(codes).toEqual(['ENTRY_MALFORMED', 'ENTRY_TAMPERED']);
  });

  it('reads the .jsonl files of a directory in the order of their names', async () => {
    const directory = await mkdtemp(join(home, 'parts-'));
    await writeFile(join(directory, '02.jsonl'), golden.slice(4).join('\n'));
    await writeFile(join(directory, '01.jsonl'), golden.slice(0, 4).join('\n'));
    await writeFile(join(directory, 'notes.txt'), 'not a log');
    const { code, out } = await run(['verify', '--log', directory, '--pubkey', pubkey, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out).entries).toBe(11);
  });

  it('remembers a log, and moves on only with a verified one', async () => {
    const state = join(home, 'log.state.json');
    const verify = async (lines: readonly string[], key = pubkey) => {
      const log = await file('remembered.jsonl', lines);
      const { code, err } = await run(['verify', '--log', log, '--pubkey', key, '--state', state]);
      return [code, err.split(' ')[0]];
    };
    expect(await verify(golden.slice(0, 6))).toEqual([0, '']);
    expect(await verify(golden)).toEqual([0, '']);
    const remembered = await readFile(state, 'utf8');
    expect(JSON.parse(remembered)).toMatchObject({ v: 1, publicKey: pubkey, entries: 11 });
    expect(await verify(golden.slice(0, 9))).toEqual([1, 'TRUNCATED']);
    expect(await verify(golden.toSpliced(4, 1))).toEqual([1, 'INCONSISTENT']);
    expect((await verify(golden, await publicKeyOf(OTHER_KEY)))[0]).toBe(2);
    expect(await readFile(state, 'utf8')).toBe(remembered);
    await writeFile(state, '{"v":1}');
    expect((await verify(golden))[0]).toBe(3);
  });

  it.each([
    ['no command', []],
    ['an unknown command', ['check']],
    ['an unknown option', ['verify', '--log', 'x', '--pubkey', pubkey, '--quick']],
    ['no log', ['verify', '--pubkey', pubkey]],
    ['no key', ['verify', '--log', 'x']],
    ['a key that is none', ['verify', '--log', 'x', '--pubkey', 'abc']],
    ['a key of small order', ['verify', '--log', 'x', '--pubkey', '00'.repeat(32)]],
    [
      'a token over plain http',
      ['verify', '--log', 'http://sync.example', '--pubkey', pubkey, '--token', 't'],
    ],
    ['no address', ['verify', '--log', 'http://', '--pubkey', pubkey]],
  ])('answers 2 for %s', async (_, args) => {
    const { code, err } = await run(args);
    expect(code).toBe(2);
    expect(err).not.toBe('');
  });

  it('answers 3 for what cannot be read', async () => {
    const empty = await mkdtemp(join(home, 'empty-'));
    for (const log of [join(home, 'none.jsonl'), empty, 'http://127.0.0.1:1']) {
      const { code, err } = await run(['verify', '--log', log, '--pubkey', pubkey]);
      expect(code).toBe(3);
      expect(err).toContain(log);
    }
  });

  it('says in its help what it cannot prove', async () => {
    const { code, out } = await run(['verify', '--help']);
    expect(code).toBe(0);
    expect(out).toContain('does not prove');
  });
});

describe('verify, over HTTP', () => {
  const serve = async (listener: RequestListener, use: (origin: string) => Promise<void>) => {
    const server = createServer(listener).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  };
  const verify = (log: string, ...more: string[]) =>
    run(['verify', '--log', log, '--pubkey', pubkey, ...more]);

  it('reads the export of a server with a token', async () => {
    const listener: RequestListener = (request, response) => {
      const isAllowed = request.headers.authorization === 'Bearer right';
      const isExport = request.url === '/api/v1/audit/export?format=jsonl';
      response.writeHead(isAllowed ? (isExport ? 200 : 404) : 401);
      response.end(isAllowed && isExport ? golden.join('\n') : '');
    };
    await serve(listener, async (origin) => {
      expect((await verify(origin, '--token', 'right')).code).toBe(0);
      expect(
        (await run(['verify', '--log', origin, '--pubkey', pubkey], { CHITTYSYNC_TOKEN: 'right' }))
          .code,
      ).toBe(0);
      expect((await verify(`${origin}/api/v1/audit/export`, '--token', 'right')).code).toBe(0);
      expect((await verify(origin, '--token', 'wrong')).code).toBe(3);
      expect((await verify(`${origin}/elsewhere`, '--token', 'right')).code).toBe(3);
    });
  });

  it.each<[string, RequestListener]>([
    [
      'is cut off',
      (_, response) => {
        response.writeHead(200, { 'content-length': 1_000_000 });
        response.write(`${golden[0]}\n`, () => response.destroy());
      },
    ],
    [
      'is a web page',
      (_, response) => {
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end('<html>');
      },
    ],
    [
      'is elsewhere',
      (_, response) => {
        response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
      },
    ],
  ])('answers 3 for a log that %s', async (_, listener) => {
    await serve(listener, async (origin) => {
      expect((await verify(origin)).code).toBe(3);
    });
  });
});

describe('inspect', () => {
  it('shows a line per entry', async () => {
    const log = await file('shown.jsonl', golden);
    const table = await run(['inspect', log]);
    expect(table.code).toBe(0);
    expect(table.out.trimEnd().split('\n')).toHaveLength(12);
    const json = await run(['inspect', log, '--json']);
    const entries = json.out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries[2]).toMatchObject({ index: 7, entry: { type: 'write.outcome' } });
  });

  it('lets no entry write to the terminal', async () => {
    const entry = anEntry(1, RUN_A, {
      type: 'run.halted',
      planHash: 'ab'.repeat(32),
      rule: '\u001b[2J\u202e\n',
    });
    const { out } = await run(['inspect', await file('evil.jsonl', [await aLine(1, entry)])]);
    expect(out).toContain('\\u{1b}[2J\\u{202e}\\u{a}');
    expect(out.trimEnd().split('\n')).toHaveLength(2);
  });

  it('answers 1 if a line is not one of a log', async () => {
    const log = await file('part.jsonl', [...golden, 'x']);
    const { code, err } = await run(['inspect', log]);
    expect([code, err.split(' ')[0]]).toEqual([1, 'ENTRY_MALFORMED']);
    expect((await run(['inspect', join(home, anId(1))])).code).toBe(3);
  });
});

describe('keygen', () => {
  it('writes a private key for its owner only, and prints the public one', async () => {
    const out = join(home, 'engine.key');
    const made = await run(['keygen', '--out', out]);
    expect(made).toMatchObject({ code: 0, err: '' });
    const privateKey = (await readFile(out, 'utf8')).trimEnd();
    expect(privateKey).toMatch(/^[0-9a-f]{64}$/);
    expect(made.out.trimEnd()).toBe(await publicKeyOf(privateKey));
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    expect(made.out).not.toContain(privateKey);
    expect((await run(['keygen', '--out', out])).code).toBe(3);
    expect((await readFile(out, 'utf8')).trimEnd()).toBe(privateKey);
  });
});
