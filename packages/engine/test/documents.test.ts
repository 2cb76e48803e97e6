import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorReference } from './docs/error-reference.ts';
import { roundTripReference } from './docs/round-trip-reference.ts';
import { listFiles, readFile } from './tidy/repository.ts';

const files = listFiles();
const documents = files.filter((file) => file.endsWith('.md')).map(readFile);

describe('the documents', () => {
  it('name files that exist', () => {
    const dead = documents.flatMap(({ path: file, text }) =>
      namedFiles(text)
        .filter((name) => !files.some((known) => known === name || known.endsWith(`/${name}`)))
        .map((name) => `${file}: ${name}`),
    );
    expect(dead).toEqual([]);
  });

  it('link to files that exist', () => {
    const dead = documents.flatMap(({ path: file, text }) =>
      [...text.matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)]
        .map(([, target = '']) => path.posix.join(path.posix.dirname(file), target))
        .filter((target) => !files.some((known) => `${known}/`.startsWith(`${target}/`)))
        .map((target) => `${file}: ${target}`),
    );
    expect(dead).toEqual([]);
  });

  it('hold the error codes as they are: node packages/engine/test/docs/write-error-reference.ts', () => {
    expect(readFile('docs/errors.md').text).toBe(errorReference());
  });

  it('say what comes back from each system: node packages/engine/test/docs/write-round-trip.ts', () => {
    expect(readFile('docs/round-trip.md').text).toBe(roundTripReference());
  });

  it('list the variables of the environment, all of them and no others', () => {
    const { text } = readFile('packages/engine/src/env.ts');
    const contract = /const EnvironmentVariables = z\.object\(\{([\s\S]*?)\n\}\);/.exec(text)?.[1];
    const variables = [...(contract ?? '').matchAll(/^ {2}([A-Z_]+):/gm)].map(([, name]) => name);
    expect(variables.length).toBeGreaterThan(10);
    expect(firstColumn(readFile('docs/configuration.md').text).sort()).toEqual(variables.sort());
  });

  it('give a reason for every dependency of every package, and for no others', () => {
    const { text } = readFile('docs/dependencies.md');
    const [, ...sections] = text.split(/^## /m);
    const listed = sections.flatMap((section) => {
      const name = /^\S+/.exec(section)?.[0] ?? '';
      return firstColumn(section).map((dependency) => `${name} ${dependency}`);
    });
    const manifests = files.filter((file) => /^(packages\/\w+\/)?package\.json$/.test(file));
    const used = manifests.flatMap((file) => {
      const manifest = JSON.parse(readFile(file).text) as Manifest;
      const names = Object.keys({ ...manifest.dependencies, ...manifest.devDependencies });
      return names.map((dependency) => `${manifest.name} ${dependency}`);
    });
    expect(listed.sort()).toEqual(used.sort());
  });

  it('keep CLAUDE.md within 120 lines', () => {
    expect(readFile('CLAUDE.md').text.split('\n').length).toBeLessThanOrEqual(121);
  });
});

interface Manifest {
  readonly name: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** What stands in code marks and looks like a file of the repository: a name with one of our endings. */
function namedFiles(text: string): string[] {
  const marked = [...text.matchAll(/`([^`\s]+)`/g)].map(([, name = '']) => name);
  return marked.filter((name) => /^[\w@./-]+\.(tsx?|mjs|toml|sql|md|yaml)$/.test(name));
}

/** The code-marked words that begin the rows of the tables. */
function firstColumn(text: string): string[] {
  return [...text.matchAll(/^\| `([^`]+)` \|/gm)].map(([, word = '']) => word);
}
