import { afterAll, beforeAll, expect, it } from 'vitest';
import type { FieldSpec } from '../../model/registry-schema.ts';
import { compareShapes } from '../../sync/compare-shapes.ts';
import { type LocalDatabase, startLocalDatabase } from './local-database.fixture.ts';
import { postgresDefinition } from './postgres-definition.ts';

let database: LocalDatabase;
beforeAll(async () => {
  database = await startLocalDatabase();
});
afterAll(async () => database.close());

const SPECS: readonly FieldSpec[] = [
  { field: 'code', cellType: 'text', required: true },
  { field: 'price', cellType: 'decimal', required: false },
];
const MAPS = Object.fromEntries(
  SPECS.map(({ field }) => [field, { column: field, access: 'both' } as const]),
);

let number = 0;

/** What a statement about the table `%t` changes, as a run would see it. */
async function changesOf(...statements: readonly string[]) {
  number += 1;
  const name = `changing_${number}`;
  await database.sql(
    `CREATE TABLE ${name} (code text PRIMARY KEY, price numeric(12,2), note text)`,
  );
  const adapter = database.adapter(database.wireUrl);
  const before = await adapter.describeTable({ name });
  const known = before.fields
    .filter((column) => column.name !== 'note')
    .map((column) => ({ ...column, field: column.name, mappedAs: column.name }));
  for (const statement of statements) await database.sql(statement.replaceAll('%t', name));
  const after = await adapter.describeTable({ name });
  const changes = compareShapes(known, after, MAPS, SPECS, postgresDefinition);
  return changes.map(({ column, kind, before: was, after: is }) => [column, kind, was, is]);
}

it.each([
  ['dropped', 'DROP COLUMN price', ['column-gone', 'numeric(12,2)', null]],
  ['altered', 'ALTER price TYPE text', ['type-altered', 'numeric(12,2)', 'text']],
  ['NOT NULL', 'ALTER price SET NOT NULL', ['required', 'numeric(12,2)', 'numeric(12,2) not null']],
])('[AD19] [G12] reports a column that was %s', async (_, action, expected) => {
  expect(await changesOf(`ALTER TABLE %t ${action}`)).toEqual([['price', ...expected]]);
});

it('[AD19] reports a column that was made again, and takes a renamed one for what it is', async () => {
  const drop = 'ALTER TABLE %t DROP COLUMN price';
  expect(await changesOf(drop, 'ALTER TABLE %t ADD COLUMN price numeric(12,2)')).toEqual([
    ['price', 'column-replaced', 'numeric(12,2)', 'another column, numeric(12,2)'],
  ]);
  expect(await changesOf('ALTER TABLE %t RENAME price TO cost')).toEqual([]);
  expect(await changesOf('ALTER TABLE %t DROP COLUMN note')).toEqual([]);
  expect(await changesOf('ALTER TABLE %t ALTER price SET DEFAULT 1, ADD extra text')).toEqual([]);
});
