import { describe, expect, it } from 'vitest';
import { importViolations } from './tidy/import-rules.ts';
import { KNOWN_VIOLATIONS } from './tidy/known-violations.ts';
import { longFiles, longFunctions } from './tidy/lengths.ts';
import { barrelExports, nameViolations, systemNameConditions } from './tidy/names.ts';
import { parseModule } from './tidy/parse-module.ts';
import { impureImports, impureUses, isPure } from './tidy/purity.ts';
import { isTestFile, listFiles, readFile, type Violation } from './tidy/repository.ts';

const paths = listFiles().filter((file) => /^packages\/.*\.(ts|tsx|mjs|css)$/.test(file));
const files = paths.map(readFile);
const modules = files.filter(({ path }) => !path.endsWith('.css')).map(parseModule);
const pure = modules.filter(({ path }) => isPure(path) && !isTestFile(path));
/** The engine outside its adapters, and the dashboard: none of it may ask which system it deals with. */
const core = modules.filter(
  ({ path }) =>
    /^packages\/(engine|dashboard|verifier)\/src\//.test(path) &&
    !path.startsWith('packages/engine/src/adapters/') &&
    !isTestFile(path),
);

const FOUND: readonly Violation[] = [
  ...files.flatMap(longFiles),
  ...modules.flatMap(longFunctions),
  ...pure.flatMap(impureImports),
  ...pure.flatMap(impureUses),
  ...modules.flatMap(importViolations),
  ...paths.flatMap(nameViolations),
  ...modules.flatMap(barrelExports),
  ...core.flatMap(systemNameConditions),
];

describe('the house rules', () => {
  it('look at all packages and all pure places', () => {
    const packages = new Set(paths.map((file) => file.split('/')[1]));
    expect([...packages].sort()).toEqual(expect.arrayContaining(['dashboard', 'engine', 'local']));
    expect(pure.length).toBeGreaterThan(20);
  });

  it.each([
    'file length',
    'function length',
    'pure imports',
    'pure code',
    'adapters are reached through the catalogue',
    'adapters do not import each other',
    "customers' Postgres and the state database share nothing",
    'the pipeline reaches its state through RunStore',
    'each SDK is imported by one client',
    'the verifier sees only audit and crypto of the engine',
    'file names',
    'no barrels',
    "no condition on a system's name",
  ])('%s', (rule) => {
    const broken = FOUND.filter((found) => found.rule === rule && !isKnown(found));
    expect(broken.map(({ file, line, what }) => `${file}:${line} ${what}`)).toEqual([]);
  });

  it('have no known violation that is mended', () => {
    const stale = KNOWN_VIOLATIONS.filter((known) => !FOUND.some((found) => isSame(found, known)));
    expect(stale).toEqual([]);
  });
});

function isKnown(found: Violation): boolean {
  return KNOWN_VIOLATIONS.some((known) => isSame(found, known));
}

function isSame(a: Pick<Violation, 'rule' | 'file' | 'what'>, b: typeof a): boolean {
  return a.rule === b.rule && a.file === b.file && a.what === b.what;
}
