import { describe, expect, it } from 'vitest';
import { RUN_STEPS } from '../src/model/run.ts';
import { createApp } from '../src/routes/app.ts';
import { startEdge } from '../src/routes/edge.fixture.ts';
import { listErrorCodes } from './docs/list-error-codes.ts';
import { isTestFile, lineCount, listFiles, readFile } from './tidy/repository.ts';

const files = listFiles();
const SRC = 'packages/engine/src';
const RUN_SYNC_LINES_MAX = 70;

describe('the repository', () => {
  it('has at its top what the architecture lists, and no more', () => {
    const top = new Set(files.map((file) => file.split('/')[0] ?? ''));
    const visible = [...top].filter((name) => !name.startsWith('.')).sort();
    expect(visible).toEqual([
      'CLAUDE.md',
      'README.md',
      'docs',
      'migrations',
      'package.json',
      'packages',
      'pnpm-lock.yaml',
      'pnpm-workspace.yaml',
      'tsconfig.base.json',
      'vitest.workspace.ts',
      'wrangler.toml',
    ]);
  });

  it('names no package registry in its lock file', () => {
    const { text } = readFile('pnpm-lock.yaml');
    expect(text.split('\n').filter((line) => /https?:\/\/|\btarball:/.test(line))).toEqual([]);
  });

  it('keeps the pipeline short, and its folders equal to the steps', () => {
    const { text } = readFile(`${SRC}/sync/run-sync.ts`);
    expect(lineCount(text)).toBeLessThanOrEqual(RUN_SYNC_LINES_MAX);
    const folders = files.flatMap((file) => /sync\/(\d-\w+)\//.exec(file)?.[1] ?? []);
    const steps = RUN_STEPS.map((step, i) => `${i + 1}-${step}`);
    expect([...new Set(folders)].sort()).toEqual(steps);
  });

  it('documents and uses every error code', () => {
    const codes = listErrorCodes();
    expect(codes.filter(({ comment }) => comment === '')).toEqual([]);
    const sources = files
      .filter((file) => file.startsWith(`${SRC}/`) && file.endsWith('.ts') && !isTestFile(file))
      .filter((file) => !/errors\/(codes|http-status)\.ts$/.test(file))
      .map((file) => readFile(file).text)
      .join('\n');
    const unused = codes.filter(({ code }) => !sources.includes(`'${code}'`));
    expect(unused.map(({ code }) => code)).toEqual([]);
  });
});

describe('wrangler.toml', () => {
  const { text } = readFile('wrangler.toml');

  it('lets the Worker answer every route of the app before the assets', () => {
    const listed = /^run_worker_first = (\[.*\])$/m.exec(text)?.[1] ?? '[]';
    const patterns = (JSON.parse(listed) as string[]).map(toPattern);
    const routes = new Set(createApp(startEdge().deps).routes.map((route) => route.path));
    const own = [...routes].filter((route) => !['*', '/*'].includes(route));
    expect(own.length).toBeGreaterThan(20);
    expect(own.filter((route) => !patterns.some((pattern) => pattern.test(route)))).toEqual([]);
  });

  it('repeats every binding in each environment, which inherits none', () => {
    const [top = '', ...environments] = text.split(/^(?=\[env\.\w+\]$)/m);
    const bindings = [...top.matchAll(/^(?:name|binding) = "([A-Z_]+)"$/gm)].map(
      ([, name]) => name,
    );
    const needed = bindings.filter((name) => name !== 'ASSETS');
    expect(needed.length).toBeGreaterThan(0);
    expect(environments.length).toBe(2);
    for (const environment of environments) {
      expect(needed.filter((name) => !environment.includes(`"${name}"`))).toEqual([]);
      expect(environment).toMatch(/^tail_consumers = /m);
    }
  });
});

/** `/hooks/*` stands for everything below `/hooks/`, as in the configuration of static assets. */
function toPattern(glob: string): RegExp {
  const escaped = glob.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${escaped.join('.*')}$`);
}
