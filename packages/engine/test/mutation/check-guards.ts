import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Guard } from './guard.ts';
import { GUARDS } from './guards.ts';

/**
 * Takes each guard away in turn, in a copy of the repository, and runs the tests that should notice. Writes a table
 * with the first test that failed. Exits 1 when a guard is missed by nobody or no longer found in its file.
 *
 *   node packages/engine/test/mutation/check-guards.ts [--only TEXT] [--write docs/guards.md]
 */
const ROOT = fileURLToPath(import.meta.resolve('../../../..'));
/** A mutant that makes tests run without end has been noticed as well. */
const TIMEOUT_MS = 240_000;

interface Verdict {
  readonly guard: Guard;
  /** The test that failed first; null when none did. */
  readonly noticedBy: string | null;
}

const { values } = parseArgs({ options: { only: { type: 'string' }, write: { type: 'string' } } });
const chosen = GUARDS.filter(({ name, file }) => `${name} ${file}`.includes(values.only ?? ''));
const copy = copyRepository();
try {
  const verdicts = chosen.map((guard) => report(tryWithout(guard, copy)));
  if (values.write !== undefined) writeFileSync(join(ROOT, values.write), tableOf(verdicts));
  const missed = verdicts.filter(({ noticedBy }) => noticedBy === null).length;
  process.stdout.write(
    `guards: ${verdicts.length} taken away ${verdicts.length - missed} noticed ${missed} missed\n`,
  );
  process.exitCode = missed === 0 ? 0 : 1;
} finally {
  rmSync(copy, { recursive: true, force: true });
}

/** The files that git knows or would take, with the installed packages of the original. */
function copyRepository(): string {
  const to = mkdtempSync(join(tmpdir(), 'guards-'));
  // A PostgreSQL of its own process runs as another user, and has its programs below.
  chmodSync(to, 0o755);
  const list = ['ls-files', '--cached', '--others', '--exclude-standard'];
  const files = execFileSync('git', list, { cwd: ROOT, encoding: 'utf8' }).split('\n');
  for (const file of files.filter((each) => each !== '' && existsSync(join(ROOT, each)))) {
    mkdirSync(dirname(join(to, file)), { recursive: true });
    copyFileSync(join(ROOT, file), join(to, file));
  }
  for (const place of ['.', 'packages/engine', 'packages/local', 'packages/verifier']) {
    const installed = join(ROOT, place, 'node_modules');
    if (existsSync(installed)) symlinkSync(installed, join(to, place, 'node_modules'));
  }
  return to;
}

function tryWithout(guard: Guard, root: string): Verdict {
  const path = join(root, 'packages/engine', guard.file);
  const original = readFileSync(path, 'utf8');
  writeFileSync(
    path,
    original.replace(guard.find, () => guard.replace),
  );
  try {
    return { guard, noticedBy: firstFailure(guard, root) };
  } finally {
    writeFileSync(path, original);
  }
}

function firstFailure({ tests }: Guard, root: string): string | null {
  const result = join(root, 'result.json');
  rmSync(result, { force: true });
  const project = tests.some((test) => test.endsWith('.pg.test.ts')) ? 'pg' : 'unit';
  const run = spawnSync(
    join(ROOT, 'node_modules/.bin/vitest'),
    [
      ...['run', '--config', 'vitest.workspace.ts', '--project', project, '--bail', '1'],
      ...['--reporter', 'json', '--outputFile', result],
      ...tests.map((test) => `packages/engine/${test}`),
    ],
    { cwd: root, encoding: 'utf8', timeout: TIMEOUT_MS },
  );
  if (run.status === 0) return null;
  if (!existsSync(result)) return run.error === undefined ? 'the files do not load' : 'no end';
  const { testResults } = JSON.parse(readFileSync(result, 'utf8')) as {
    testResults: { assertionResults: { status: string; fullName: string }[] }[];
  };
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed');
  return failed?.fullName ?? 'the files do not load';
}

function report(verdict: Verdict): Verdict {
  const { guard, noticedBy } = verdict;
  process.stdout.write(`${noticedBy === null ? 'MISSED ' : 'noticed'} ${guard.name}\n`);
  return verdict;
}

function tableOf(verdicts: readonly Verdict[]): string {
  const rows = verdicts.map(
    ({ guard, noticedBy }) =>
      `| ${guard.name} | \`${guard.file}\` | ${noticedBy?.replaceAll('|', '\\|') ?? '**nobody**'} |`,
  );
  return `# Guards, and who notices when one is gone

Each guard was taken out of the code in turn, and the tests were run until one failed. Written by
\`node packages/engine/test/mutation/check-guards.ts --write docs/guards.md\`; the lists are
\`guards-of-fetch.ts\`, \`guards-of-decisions.ts\`, \`guards-of-writes.ts\`, \`guards-of-adapters.ts\` and
\`guards-of-relations.ts\` in \`packages/engine/test/mutation\`.

| a guard against the opposite of | in | noticed first by |
| --- | --- | --- |
${rows.join('\n')}
`;
}
