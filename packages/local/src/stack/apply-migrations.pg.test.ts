import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { applyMigrations, type MigrationQuery } from './apply-migrations.ts';
import { REPOSITORY } from './stack-settings.ts';

let db: PGlite;
let directory: string;
const query: MigrationQuery = async (sql, params) =>
  (await db.query<Record<string, unknown>>(sql, params)).rows;
const write = (name: string, sql: string) => writeFileSync(path.join(directory, name), sql);

beforeAll(async () => {
  db = await PGlite.create();
});
afterAll(() => db.close());
beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'migrations-'));
  await db.exec('DROP SCHEMA IF EXISTS chittysync CASCADE');
  return () => rmSync(directory, { recursive: true });
});

describe('applyMigrations', () => {
  it('applies files in order of their names, each once', async () => {
    write('0001_b.sql', 'INSERT INTO chittysync.t VALUES (1)');
    write(
      '0000_a.sql',
      'CREATE SCHEMA chittysync;\n--> statement-breakpoint\nCREATE TABLE chittysync.t (i int);',
    );
    write('notes.txt', 'not SQL');
    expect(await applyMigrations(query, directory)).toEqual(['0000_a.sql', '0001_b.sql']);
    write('0002_c.sql', 'INSERT INTO chittysync.t VALUES (2)');
    expect(await applyMigrations(query, directory)).toEqual(['0002_c.sql']);
    expect(await query('SELECT i FROM chittysync.t')).toEqual([{ i: 1 }, { i: 2 }]);
  });

  it('leaves nothing of a file that fails, and names it', async () => {
    write('0000_a.sql', 'CREATE SCHEMA chittysync;--> statement-breakpoint\nSELECT 1/0');
    const failed = applyMigrations(query, directory);
    await expect(failed).rejects.toThrow(/0000_a\.sql/);
    await expect(failed).rejects.toMatchObject({ cause: { code: '22012' } });
    expect(await query(`SELECT to_regnamespace('chittysync')::text AS n`)).toEqual([{ n: null }]);
  });

  it('refuses a file that has changed since', async () => {
    write('0000_a.sql', 'SELECT 1');
    await applyMigrations(query, directory);
    write('0000_a.sql', 'SELECT 2');
    await expect(applyMigrations(query, directory)).rejects.toThrow(/0000_a\.sql.*changed/);
  });

  it('brings the migrations of the repository up from nothing', async () => {
    const applied = await applyMigrations(query, path.join(REPOSITORY, 'migrations'));
    expect(applied.length).toBeGreaterThan(0);
    expect(await applyMigrations(query, path.join(REPOSITORY, 'migrations'))).toEqual([]);
  });
});
