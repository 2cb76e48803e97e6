import { execFile } from 'node:child_process';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LocalDatabase, startLocalDatabase } from './local-database.fixture.ts';

const CLI = fileURLToPath(new URL('./print-change-table.ts', import.meta.url).href);
const print = async (...args: readonly string[]) =>
  (await promisify(execFile)(process.execPath, [CLI, ...args])).stdout;

let database: LocalDatabase;
beforeAll(async () => {
  database = await startLocalDatabase();
});
afterAll(() => database.close());

const entries = () =>
  database.sql('SELECT op::text, id FROM chittysync_changes.entries ORDER BY seq');

it('prints SQL that has a table note its changes, prunes them, and takes it out, whatever its name', async () => {
  const [schema, table, ...key] = [`Sales "2026"`, `it's ä`, 'no', `a "b" \\c`] as const;
  await database.sql(`CREATE SCHEMA "Sales ""2026"""`);
  const target = `"Sales ""2026"""."it's ä"`;
  await database.sql(`CREATE TABLE ${target} (no int, "a ""b"" \\c" text, v text,
    PRIMARY KEY (no, "a ""b"" \\c"))`);
  for (let times = 0; times < 2; times++) await database.sql(await print(schema, table, ...key));
  await database.sql(`INSERT INTO ${target} VALUES (1, 'x', 'v')`);
  await database.sql(`UPDATE ${target} SET v = 'w'`);
  await database.sql(`UPDATE ${target} SET no = 2`);
  await database.sql(`DELETE FROM ${target}`);
  await database.sql(`TRUNCATE ${target}`);
  const noted = [
    ['i', ['1', 'x']],
    ['u', ['1', 'x']],
    ['k', ['2', 'x']],
    ['d', ['2', 'x']],
    ['t', null],
  ];
  expect(await entries()).toEqual(noted);
  await database.sql(await print('--prune'));
  expect(await entries()).toEqual(noted);
  await database.sql(
    `UPDATE chittysync_changes.entries SET at = at - interval '15 days' WHERE op <> 't'`,
  );
  await database.sql(await print('--prune'));
  expect(await entries()).toEqual([['t', null]]);
  await database.sql(await print(schema, table, ...key, '--remove'));
  await database.sql(`INSERT INTO ${target} VALUES (3, 'x', 'v')`);
  expect(await entries()).toEqual([['t', null]]);
  await database.sql(await print('--remove-all'));
  expect(await database.sql(`SELECT to_regnamespace('chittysync_changes')::text`)).toEqual([
    [null],
  ]);
});
