import { describe, expect, it } from 'vitest';
import { importViolations } from './import-rules.ts';
import { longFiles, longFunctions } from './lengths.ts';
import { barrelExports, nameViolations, systemNameConditions } from './names.ts';
import { parseModule } from './parse-module.ts';
import { impureImports, impureUses, isPure } from './purity.ts';

const ADAPTERS = 'packages/engine/src/adapters';
const at = (path: string, text: string) => parseModule({ path, text });
const whats = (found: readonly { line: number; what: string }[]) =>
  found.map(({ line, what }) => `${line} ${what}`);

describe('the rules find what they forbid', () => {
  it('lengths, doc comment and lists of tests apart', () => {
    const lines = (count: number) => '  call();\n'.repeat(count);
    expect(longFiles({ path: 'a.ts', text: '\n'.repeat(300) })).toEqual([]);
    expect(longFiles({ path: 'a.ts', text: '\n'.repeat(301) })).toHaveLength(1);
    const long = at('a.ts', `/** Doc. */\nexport function load() {\n${lines(69)}}\n`);
    expect(whats(longFunctions(long))).toEqual(['2 load']);
    expect(longFunctions(at('a.ts', `const load = () => {\n${lines(68)}};\n`))).toEqual([]);
    const tests = `describe('x', () => {\n${lines(80)}});\ndescribe.each([1])('y', () => {\n${lines(80)}});`;
    expect(longFunctions(at('a.test.ts', tests))).toEqual([]);
    expect(longFunctions(at('a.test.ts', `it('x', () => {\n${lines(80)}});`))).toHaveLength(1);
  });

  it('clock, chance, network, timers and console in pure code', () => {
    const text = `
      const a = new Date();
      const b = new Date(0);
      const c = Date.now() + Math.random();
      const d = crypto.randomUUID();
      await fetch(a);
      console.log(setTimeout(d));
      table.fetch(b);`;
    expect(whats(impureUses(at('a.ts', text)))).toEqual([
      '2 new Date()',
      '4 Date.now',
      '4 Math.random',
      '5 crypto.randomUUID',
      '6 fetch()',
      '7 console.log',
      '7 setTimeout()',
    ]);
  });

  it('imports that lead out of the pure places', () => {
    const file = 'packages/engine/src/sync/4-resolve/strategies.ts';
    expect(isPure(file)).toBe(true);
    expect(isPure('packages/engine/src/sync/2-diff/choose-changed.ts')).toBe(false);
    const text = `
      import { cellsEqual } from '../../model/cell.ts';
      import type { Halt } from '../../db/run-queue.ts';
      import { readFileSync } from 'node:fs';
      const lazy = await import('../../peers/chitty-ledger.ts');`;
    expect(whats(impureImports(at(file, text)))).toEqual([
      '3 imports ../../db/run-queue.ts',
      '4 imports node:fs',
      '5 imports ../../peers/chitty-ledger.ts',
    ]);
  });

  it('ways around the catalogue, between adapters, into the state database, and to an SDK', () => {
    const rulesOf = (path: string, from: string) =>
      importViolations(at(path, `import { x } from '${from}';`)).map(({ rule }) => rule);
    expect(rulesOf('packages/engine/src/sync/run.ts', '../adapters/notion/codec.ts')).toHaveLength(
      1,
    );
    expect(rulesOf(`${ADAPTERS}/catalogue.ts`, './notion/codec.ts')).toEqual([]);
    expect(rulesOf(`${ADAPTERS}/sheets/codec.ts`, '../notion/codec.ts')).toHaveLength(1);
    expect(rulesOf(`${ADAPTERS}/postgres/codec.ts`, '../../db/run-tables.ts')).toHaveLength(1);
    expect(
      rulesOf('packages/engine/src/db/run-tables.ts', '../adapters/postgres/codec.ts'),
    ).toContain("customers' Postgres and the state database share nothing");
    expect(rulesOf('packages/engine/src/sync/fail-run.ts', '../db/plan-store.ts')).toHaveLength(1);
    expect(rulesOf('packages/engine/src/db/plan-store.ts', '../sync/run-store.ts')).toEqual([]);
    expect(rulesOf(`${ADAPTERS}/sheets/read-rows.ts`, 'googleapis/build/x.js')).toHaveLength(1);
    expect(rulesOf(`${ADAPTERS}/sheets/sheets-client.ts`, 'googleapis/build/x.js')).toEqual([]);
    expect(rulesOf('packages/verifier/src/cli.ts', '@chittyos/engine/db')).toHaveLength(1);
    expect(rulesOf('packages/verifier/src/cli.ts', '../../engine/src/crypto/a.ts')).toHaveLength(1);
    expect(rulesOf('packages/verifier/src/cli.ts', '@chittyos/engine/audit')).toEqual([]);
  });

  it("vague names, barrels, and conditions on a system's name", () => {
    expect(nameViolations('a/date-utils.ts')).toHaveLength(1);
    expect(nameViolations('a/runManager.ts')).toHaveLength(1);
    expect(nameViolations('a/index.ts')).toHaveLength(1);
    expect(nameViolations('a/create-notion-service.test.ts')).toEqual([]);
    expect(barrelExports(at('a.ts', "export * from './b.ts';"))).toHaveLength(1);
    const text = `
      if (system === 'notion') a();
      switch (system) { case 'sheets': b(); }
      if (['postgres', 'x'].includes(system)) c();
      const names = ['notion', 'postgres'];`;
    expect(whats(systemNameConditions(at('a.ts', text)))).toEqual([
      "2 compares with 'notion'",
      "3 compares with 'sheets'",
      "4 compares with 'postgres'",
    ]);
  });
});
