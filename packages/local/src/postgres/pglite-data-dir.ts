import { randomUUID } from 'node:crypto';
import { accessSync, constants, cpSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { PGlite } from '@electric-sql/pglite';

/** Templates belong to the installed packages, not to a home: `--fresh` and tests start from them, too. */
const CACHE = path.join(import.meta.dirname, '../../../../node_modules/.cache/chittysync');

/**
 * Makes sure that `dataDir` holds a cluster whose one user database is called `database`. `initdb` takes seconds
 * in WebAssembly, so its result is kept once per PGlite version and copied. Every step ends with a rename, so a
 * directory of that name is always complete, whatever is killed in between.
 */
export async function preparePgliteDataDir(dataDir: string, database: string): Promise<void> {
  if (existsSync(path.join(dataDir, 'PG_VERSION'))) return;
  const template = path.join(CACHE, `pglite-${pgliteVersion()}-${database}`);
  if (!mayWrite(CACHE)) {
    await intoPlace(dataDir, (unfinished) => createCluster(unfinished, database));
    return;
  }
  if (!existsSync(template)) {
    await intoPlace(template, (unfinished) => createCluster(unfinished, database));
  }
  await intoPlace(dataDir, (unfinished) => {
    cpSync(template, unfinished, { recursive: true, mode: constants.COPYFILE_FICLONE });
  });
}

/** Packages may belong to another user than the one who starts the stack. */
function mayWrite(directory: string): boolean {
  try {
    mkdirSync(directory, { recursive: true });
    accessSync(directory, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

/** PGlite keeps its version in a manifest that it does not export; its entry file lies two levels below. */
function pgliteVersion(): string {
  const require = createRequire(import.meta.url);
  const entry = require.resolve('@electric-sql/pglite');
  const manifest = require(path.join(path.dirname(entry), '..', 'package.json')) as {
    version: string;
  };
  return manifest.version;
}

/** Fills a new directory beside `target` and renames it; when another process was faster, its result stays. */
async function intoPlace(
  target: string,
  fill: (unfinished: string) => Promise<void> | void,
): Promise<void> {
  mkdirSync(path.dirname(target), { recursive: true });
  const unfinished = `${target}.${randomUUID()}.unfinished`;
  try {
    await fill(unfinished);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    if (!existsSync(path.join(target, 'PG_VERSION'))) throw error;
  }
}

/** `initdb` names the database `postgres`; a database cannot be renamed from within, hence template1. */
async function createCluster(directory: string, database: string): Promise<void> {
  const fresh = await PGlite.create(directory);
  await fresh.close();
  const renaming = await PGlite.create(directory, { database: 'template1' });
  await renaming.exec(`ALTER DATABASE postgres RENAME TO "${database.replaceAll('"', '""')}"`);
  await renaming.close();
}
