import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LocalPostgres } from './postgres/local-postgres.ts';
import { startPglitePostgres } from './postgres/start-pglite-postgres.ts';

const CLI = fileURLToPath(new URL('./migrate.ts', import.meta.url));
let server: LocalPostgres;
let home: string;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'migrate-'));
  const ports = { wirePort: 0, neonPort: 0 };
  server = await startPglitePostgres({ home, host: '127.0.0.1', password: 's3cret', ...ports });
});
afterAll(async () => {
  await server.close();
  rmSync(home, { recursive: true });
});

describe('the migrate command', () => {
  it('applies all migrations, and nothing the second time', async () => {
    const url = server.urlOf('chittysync');
    const first = await run(url);
    expect(first).toMatchObject({ code: 0 });
    expect(first.stdout).toMatch(/^applied 0000_\w+\.sql$/m);
    expect(await run(url)).toMatchObject({ code: 0, stdout: 'nothing to apply\n' });
  });

  it('tells a database that cannot be reached from a URL that is none, and repeats neither', async () => {
    const away = await run('postgres://me:s3cret@127.0.0.1:1/db');
    expect(away.code).toBe(1);
    const none = await run('mysql://me:s3cret@host/db');
    expect(none.code).toBe(2);
    expect(away.stderr + none.stderr).not.toContain('s3cret');
  });
});

function run(url: string): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const env = { ...process.env, DATABASE_URL: url };
    execFile(process.execPath, [CLI], { env }, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}
