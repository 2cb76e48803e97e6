import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { isTestFile, listFiles, readFile } from './tidy/repository.ts';
import { namesWithIds } from './tidy/test-names.ts';

const CASE = /^[A-H]\d+$/;
const ROW = /^\| ([A-H]\d+) \| (.+?) \| (.+) \| (.+) \|$/;
const PROOF = /^(?:`([^`]+\.ts)` › (.+)|scenario `([^`]+)`)$/;
const CANNOT = 'cannot hold yet: ';
const SCENARIOS = 'packages/engine/test/scenarios';

const rows = readFile('docs/cases.md')
  .text.split('\n')
  .filter((line) => line.startsWith('| ') && !/^\| (id|---) /.test(line))
  .map((line) => {
    const [, id = '', situation = '', proofs = '', result = ''] = ROW.exec(line) ?? [];
    return { line, id, situation, proofs: proofs === '–' ? [] : proofs.split('<br>'), result };
  });
const files = listFiles();
const proved = new Set([...files.flatMap(provedByTests), ...files.flatMap(provedByScenario)]);

/** What a file proves, as rows tell it, each with the id in front. */
function provedByTests(file: string): string[] {
  if (!isTestFile(file) || !file.endsWith('.ts')) return [];
  const source = readFile(file);
  if (!/\[[A-H]\d+\]/.test(source.text)) return [];
  return namesWithIds(source).flatMap(({ title, ids }) =>
    ids.map((id) => `${id} ${file} ${title}`),
  );
}

function provedByScenario(file: string): string[] {
  if (!file.startsWith(`${SCENARIOS}/`) || path.basename(file) !== 'scenario.json') return [];
  const { cases } = JSON.parse(readFile(file).text) as { readonly cases: readonly string[] };
  return cases.map((id) => `${id} scenario ${path.basename(path.dirname(file))}`);
}

function isProved(id: string, proof: string): boolean {
  const [, file = '', title = '', scenario] = PROOF.exec(proof) ?? [];
  if (scenario !== undefined) return proved.has(`${id} scenario ${scenario}`);
  const written = title.replaceAll('\\|', '|').replaceAll('&lt;', '<');
  return proved.has(`${id} packages/${file} ${written}`);
}

describe('docs/cases.md', () => {
  it('has rows of four columns, in order, no case twice', () => {
    expect(rows.filter(({ id }) => id === '').map(({ line }) => line)).toEqual([]);
    const ids = rows.map(({ id }) => id);
    const inOrder = [...new Set(ids)].toSorted((a, b) =>
      a.localeCompare(b, 'en', { numeric: true }),
    );
    expect(ids).toEqual(inOrder);
    expect(ids.length).toBeGreaterThan(100);
  });

  it('says of each case that it holds, with which limit, or why it cannot', () => {
    const form = /^(holds|(holds, but|cannot hold yet:) \S.*[^.])$/;
    expect(rows.filter(({ result }) => !form.test(result)).map(({ id }) => id)).toEqual([]);
  });

  it('names a test of each case that holds', () => {
    const bare = rows.filter(
      ({ proofs, result }) => proofs.length === 0 && !result.startsWith(CANNOT),
    );
    expect(bare.map(({ id }) => id)).toEqual([]);
  });

  it('names no test but those that are there and have the id', () => {
    const dead = rows.flatMap(({ id, proofs }) =>
      proofs.filter((proof) => !isProved(id, proof)).map((proof) => `${id}: ${proof}`),
    );
    expect(dead).toEqual([]);
  });

  it('has a row for every case that a test or a scenario names', () => {
    const ids = new Set(rows.map(({ id }) => id));
    const named = [...proved].filter((each) => CASE.test(each.split(' ')[0] ?? ''));
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((each) => !ids.has(each.split(' ')[0] ?? ''))).toEqual([]);
  });

  it('knows tests by their names: groups, tests and rows of tables, nothing that is skipped', () => {
    const text = `
      describe('a group', () => { it('[B1] [RS2] a test', f); it('of no case [B2]', f); });
      describe.skip('[B3] not run', () => { it('[B4] nor this', f); });
      it.each([['[B5] a row', 1]])('%s', f); it.todo('[B6] some day');
      it(\`[B7] up to \${LIMIT}\`, f);`;
    expect(namesWithIds({ path: 'packages/engine/test/some.test.ts', text })).toEqual([
      { title: 'a group › a test', ids: ['B1', 'RS2'] },
      { title: 'a row', ids: ['B5'] },
      { title: 'up to ', ids: ['B7'] },
    ]);
  });
});
