import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { runThrough } from './run-through.mjs';

const REPORTER = path.join('packages', 'local', 'src', 'testing', 'count-tests-reporter.ts');

/**
 * Runs every test. The last line of the output is `N passed, N failed, N skipped`, whatever vitest itself prints
 * or dies of; the exit code is 0 only when tests ran and none failed.
 */
export async function runTests(root, { node, env }, flags) {
  const directory = mkdtempSync(path.join(tmpdir(), 'chittysync-tests-'));
  const file = path.join(directory, 'counts.json');
  const vitest = path.join('node_modules', 'vitest', 'vitest.mjs');
  const config = ['run', '--config', 'vitest.workspace.ts'];
  const reporters = ['--reporter=default', `--reporter=./${REPORTER}`];
  try {
    const code = await runThrough(node, [vitest, ...config, ...reporters, ...flags], {
      cwd: root,
      env: {
        ...env,
        CHITTYSYNC_TEST_COUNTS: file,
        NODE_OPTIONS: `${env.NODE_OPTIONS ?? ''} --disable-warning=ExperimentalWarning`.trim(),
      },
    });
    const counts = existsSync(file)
      ? JSON.parse(readFileSync(file, 'utf8'))
      : { passed: 0, failed: 1, skipped: 0 };
    console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
    return code === 0 && (counts.failed > 0 || counts.passed === 0) ? 1 : code;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
