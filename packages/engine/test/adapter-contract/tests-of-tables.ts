import { expect } from 'vitest';
import type { Credential, NewTable } from '../../src/adapters/adapter.ts';
import { create } from '../../src/adapters/sheets/sample-writes.ts';
import type { TableShape } from '../../src/model/system.ts';
import { compareShapes } from '../../src/sync/compare-shapes.ts';
import type { ContractBench } from './contract-bench.ts';
import { idOf, knownColumns, resultsOf, updateOf } from './contract-bench.ts';
import { CONTRACT_TABLE, FULL_ROW, MAPS, SPECS } from './contract-table.ts';
import type { ContractTest } from './contract-test.ts';

/** A table that the adapter itself makes, in place of the one that the person made. */
function made({ trial, shape }: ContractBench, changes: Partial<NewTable> = {}): NewTable {
  const title = `made ${crypto.randomUUID().slice(0, 8)}`;
  const parent = trial.parent === undefined ? {} : { parent: trial.parent };
  const fields = CONTRACT_TABLE.fields.map((field) => ({
    ...field,
    ...relatedTable(shape, field),
  }));
  return { ...CONTRACT_TABLE, fields, ...parent, title, ...changes };
}

/** The table that the relation of the person's table is to, in systems that relate tables. */
function relatedTable(shape: TableShape, { name }: NewTable['fields'][number]) {
  const relatesTo = shape.fields.find((field) => field.name === name)?.relatesTo;
  return relatesTo === undefined ? {} : { relatesTo };
}

/** What a run would say of a table that was described before and after. */
function changesOf({ trial }: ContractBench, before: TableShape, after: TableShape): string[] {
  const found = compareShapes(knownColumns(before), after, MAPS, SPECS, trial.definition);
  return found.map(({ column, kind }) => `${column} ${kind}`);
}

/** What must never be seen outside of a credential. */
function secretsOf(credential: Credential): string[] {
  if (credential.kind === 'token') return [credential.token];
  if (credential.kind === 'serviceAccount') return Object.values(credential.key).map(String);
  const { username, password } = new URL(credential.url);
  return [`${username}:${password}`, `${username}@`, password];
}

export const TESTS_OF_TABLES: readonly ContractTest[] = [
  {
    name: '[AD16] a table is described with a column for each field, each with an id that stays',
    async run(bench) {
      const { shape, adapter, trial } = bench;
      const ids = shape.fields.map(({ id }) => id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(bench.table.fields.map(({ field }) => field)).toEqual(
        CONTRACT_TABLE.fields.map(({ name }) => name),
      );
      expect(bench.table.fields.filter(({ column }) => !column.writable)).toEqual([]);
      expect(trial.definition.parseTableRef(shape.table)).toEqual(shape.table);
      await bench.addRows(FULL_ROW);
      const again = await adapter.describeTable(trial.people.ref);
      expect(again.fields.map(({ id, name }) => [id, name])).toEqual(
        shape.fields.map(({ id, name }) => [id, name]),
      );
      expect(changesOf(bench, shape, again)).toEqual([]);
    },
  },
  {
    name: '[AD16] a column that is renamed is followed by its id, to read and to write',
    async run(bench) {
      const shape = await bench.adapter.createTable(made(bench));
      const table = bench.bound(shape);
      const [outcome] = await bench.adapter.applyWrites(table, [create({ code: 'A', name: 'x' })]);
      await bench.trial.hands.renameColumn(shape.table, 'name', 'Full name');
      const after = await bench.adapter.describeTable(shape.table);
      expect(changesOf(bench, shape, after)).toEqual([]);
      const followed = bench.bound(after, shape);
      const row = await bench.row('A', followed);
      expect(row).toMatchObject({ externalId: idOf(outcome), cells: { name: 'x' } });
      const update = updateOf(row, { name: ['x', 'y'] });
      expect(await bench.adapter.applyWrites(followed, [update])).toMatchObject([
        { status: 'written', shown: { name: 'y' } },
      ]);
    },
  },
  {
    name: '[AD16] [AD19] a column that is dropped is gone from the description, and an error to read',
    async run(bench) {
      await bench.addRows(FULL_ROW);
      await bench.trial.hands.dropColumn('price');
      const after = await bench.adapter.describeTable(bench.trial.people.ref);
      expect(changesOf(bench, bench.shape, after)).toEqual(['price column-gone']);
      await expect(bench.rows()).rejects.toMatchObject({ code: 'CS_COLUMN_MISSING' });
    },
  },
  {
    name: '[AD15] a table is created with a column for every cell type, and can be described, bound and filled',
    async run(bench) {
      const wanted = made(bench);
      const shape = await bench.adapter.createTable(wanted);
      expect(shape.keyCandidates).toContainEqual(['code']);
      const described = await bench.adapter.describeTable(shape.table);
      expect(described.fields).toEqual(shape.fields);
      expect(described.table).toEqual(shape.table);
      const table = bench.bound(described);
      expect(await bench.rows(table)).toEqual([]);
      expect(await bench.adapter.applyWrites(table, [create(FULL_ROW)])).toMatchObject([
        { status: 'written', shown: FULL_ROW },
      ]);
      expect(await bench.rows(table)).toMatchObject([{ cells: FULL_ROW, problems: [] }]);
      const listed = await bench.adapter.listTables();
      expect(listed.map((each) => each.table)).toContainEqual(shape.table);
    },
  },
  {
    name: '[AD15] a table that would lack a column is refused, and nothing is left of it',
    async run(bench) {
      const { fields: whole } = made(bench);
      const fields = [...whole, ...whole.slice(0, 1)];
      const before = await bench.adapter.listTables();
      await expect(bench.adapter.createTable(made(bench, { fields }))).rejects.toMatchObject({
        code: 'CS_INVALID_REQUEST',
      });
      expect(await bench.adapter.listTables()).toHaveLength(before.length);
    },
  },
  {
    name: '[AD18] a place names the table and nothing of the credential',
    async run(bench) {
      const { definition, credential, people } = bench.trial;
      const place = definition.placeOf(people.ref, credential);
      for (const secret of secretsOf(credential)) expect(place).not.toContain(secret);
      expect(definition.placeOf(bench.shape.table, credential)).toBe(place);
      const { table } = await bench.adapter.createTable(made(bench));
      expect(definition.placeOf(table, credential)).not.toBe(place);
    },
  },
  {
    name: '[AD20] a table that is not there any more is an error, to describe, to read and to write',
    async run(bench) {
      await bench.addRows({ code: 'A' });
      await bench.trial.hands.drop();
      const { adapter, table } = bench;
      const error = { code: expect.stringMatching(/^CS_(TABLE_NOT_FOUND|ACCESS_DENIED)$/) };
      await expect(adapter.describeTable(table.ref)).rejects.toMatchObject(error);
      await expect(adapter.readPage(table, null)).rejects.toMatchObject(error);
      const written = adapter.applyWrites(table, [create({ code: 'B' })]).then(resultsOf);
      const refusal = await written.catch(({ code }) => [code]);
      expect(refusal).toEqual([expect.stringMatching(/^(CS_|rejected |stale|failed )/)]);
    },
  },
];
