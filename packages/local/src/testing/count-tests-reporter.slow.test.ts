import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const VITEST = fileURLToPath(
  new URL('../../../../node_modules/vitest/vitest.mjs', import.meta.url),
);
const REPORTER = fileURLToPath(new URL('./count-tests-reporter.ts', import.meta.url));

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(path.join(tmpdir(), 'reporter-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

/** Runs vitest on the given test files; resolves to the exit code and the counts. */
async function run(files: Record<string, string>): Promise<[number, unknown]> {
  for (const [name, text] of Object.entries(files)) {
    writeFileSync(path.join(directory, name), text);
  }
  const counts = path.join(directory, 'counts.json');
  const args = [VITEST, 'run', '--globals', '--root', directory, `--reporter=${REPORTER}`];
  const code = await new Promise<number>((resolve) => {
    const env = { ...process.env, CHITTYSYNC_TEST_COUNTS: counts };
    const child = execFile(process.execPath, args, { cwd: directory, env }, () => undefined);
    child.once('exit', (exitCode) => resolve(exitCode ?? -1));
  });
  return [code, existsSync(counts) ? JSON.parse(readFileSync(counts, 'utf8')) : undefined];
}

describe('CountTestsReporter', () => {
  it('counts tests, and what keeps tests from running as failures', async () => {
    const files = {
      'mixed.test.js': `it('a', () => {}); it('b', () => { throw new Error('b') }); it.skip('c', () => {})`,
      'unloadable.test.js': `throw new Error('cannot be loaded')`,
      'hook.test.js': `describe('d', () => { beforeAll(() => { throw new Error('hook') }); it('e', () => {}) })`,
    };
    expect(await run(files)).toEqual([1, { passed: 1, failed: 3, skipped: 2 }]);
  });

  it('exits with 0 when all pass', async () => {
    const files = { 'all.test.js': `it('a', () => {}); describe('x', () => it('b', () => {}))` };
    expect(await run(files)).toEqual([0, { passed: 2, failed: 0, skipped: 0 }]);
  });
});
