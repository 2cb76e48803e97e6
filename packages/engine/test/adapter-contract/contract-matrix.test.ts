import { describe, expect, it } from 'vitest';
import { listFiles, readFile } from '../tidy/repository.ts';
import { ADAPTERS_ON_TRIAL } from './adapters-on-trial.ts';
import { contractMatrix } from './contract-matrix.ts';
import { CONTRACT_TESTS } from './contract-tests.ts';

const RULES = [...readFile('packages/engine/SPEC.md').text.matchAll(/\*\*(AD\d+)\*\*/g)].map(
  ([, id = '']) => id,
);
const REGISTERS = /\bregisterAdapterContract\(/;

describe('the matrix of the contract', () => {
  it('is as it is written: node packages/engine/test/adapter-contract/write-matrix.ts', () => {
    expect(readFile('docs/adapter-contract.md').text).toBe(contractMatrix());
  });

  it('has no column for an adapter that no test file puts on trial', () => {
    const files = listFiles().filter((file) => /\/adapter-contract\/.*\.test\.ts$/.test(file));
    const texts = files.map((file) => readFile(file).text).filter((text) => REGISTERS.test(text));
    const missing = Object.keys(ADAPTERS_ON_TRIAL).filter((name) => {
      return !texts.some((text) => text.includes(`'${name}'`));
    });
    expect(missing).toEqual([]);
  });

  it('covers every rule of adapters', () => {
    const named = CONTRACT_TESTS.flatMap(({ name }) => name.match(/AD\d+/g) ?? []);
    expect(RULES.filter((id) => !named.includes(id))).toEqual([]);
    expect(named.filter((id) => !RULES.includes(id))).toEqual([]);
  });

  it('has tests of different names', () => {
    const names = CONTRACT_TESTS.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
  });
});
