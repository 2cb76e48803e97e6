import { mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { RunningEmulator } from '../emulator/emulator.ts';
import { checkPorts } from './check-ports.ts';
import { type CronTicker, startCronTicker } from './cron-ticker.ts';
import { type HomeLock, lockHome } from './home-lock.ts';
import { removeStackInfo, type StackInfo, writeStackInfo } from './stack-info.ts';
import { loadSecrets, type StackSecrets } from './stack-secrets.ts';
import { HOST, type PortName, portOf, REPOSITORY, type StackSettings } from './stack-settings.ts';
import { startEmulators } from './start-emulators.ts';
import { databaseUrl, migrate, type StackPostgres, startPostgres } from './start-postgres.ts';
import { type StartedWorker, startWorker } from './start-worker.ts';

/** A stack that is starting or running. */
export interface Stack {
  /** Settled when everything answers and `stack.json` is written; rejects with why it could not start. */
  readonly ready: Promise<StackInfo>;
  /** Settled with a reason when a part ends that should not have. */
  readonly died: Promise<string>;
  /** Ends everything in order, also in the middle of starting. */
  close(): Promise<void>;
}

/** Everything that has to be ended, filled in as it starts. */
interface Parts {
  closing: boolean;
  lock?: HomeLock;
  postgres?: Promise<StackPostgres>;
  emulators?: Promise<RunningEmulator>[];
  worker?: Promise<StartedWorker>;
  cron?: CronTicker;
}

const WORKER_GRACE_MS = 8_000;
/** All that a stack keeps in its home, except the lock. */
const STATE = [
  ...['postgres', 'postgres-real', 'emulators', 'worker', 'worker.env', 'bundle', 'logs'],
  ...['secrets.json', 'stack.json'],
];

/** Starts the stack; a fault shows in `ready`. */
export function startStack(settings: StackSettings, print: (line: string) => void): Stack {
  const parts: Parts = { closing: false };
  let reportDeath: (reason: string) => void = () => undefined;
  const died = new Promise<string>((resolve) => {
    reportDeath = (reason) => {
      if (!parts.closing) resolve(reason);
    };
  });
  let closed: Promise<void> | undefined;
  return {
    ready: start(settings, parts, print, reportDeath),
    died,
    close() {
      closed ??= closeParts(parts);
      return closed;
    },
  };
}

async function start(
  settings: StackSettings,
  parts: Parts,
  print: (line: string) => void,
  reportDeath: (reason: string) => void,
): Promise<StackInfo> {
  const { home } = settings;
  mkdirSync(home, { recursive: true });
  const lock = await lockHome(home);
  parts.lock = lock;
  removeStackInfo(home);
  await checkPorts(settings);
  if (settings.fresh) {
    for (const name of STATE) rmSync(path.join(home, name), { recursive: true, force: true });
  }
  const secrets = loadSecrets(home);
  if (parts.closing) throw new Error('stopped while starting');

  // The addresses are known beforehand, so nothing has to wait for anything but the migrations.
  const info = describe(settings, secrets);
  parts.worker = startWorker({
    ...{ home, port: portOf(settings, 'worker'), config: settings.workerConfig },
    variables: workerVariables(settings, info, secrets),
  });
  parts.postgres = startPostgres(settings, secrets.postgresPassword);
  parts.emulators = startEmulators(settings, secrets);
  const postgres = parts.postgres.then(async ({ server, process: child }) => {
    if (child !== undefined) lock.addChild(child.pid);
    child?.ended.then(() => reportDeath('PostgreSQL ended unexpectedly'));
    const applied = await migrate(server.urlOf('chittysync'), path.join(REPOSITORY, 'migrations'));
    if (applied.length > 0) print(`applied ${applied.length} migration(s)`);
  });
  const worker = parts.worker.then(async ({ process: child, ready }) => {
    lock.addChild(child.pid);
    child.ended.then(() => reportDeath('the Worker ended unexpectedly'));
    await ready;
  });
  await Promise.all([postgres, worker, ...parts.emulators]);
  if (parts.closing) throw new Error('stopped while starting');
  parts.cron = startCronTicker(info.api, print);
  writeStackInfo(home, info);
  return info;
}

async function closeParts(parts: Parts): Promise<void> {
  parts.closing = true;
  parts.cron?.close();
  await parts.worker?.then(
    ({ process: child }) => child.stop(WORKER_GRACE_MS),
    () => undefined,
  );
  const emulators = await Promise.allSettled(parts.emulators ?? []);
  for (const emulator of emulators) {
    if (emulator.status === 'fulfilled') await emulator.value.close();
  }
  await parts.postgres?.then(
    ({ server }) => server.close(),
    () => undefined,
  );
  parts.lock?.release();
}

function describe(settings: StackSettings, secrets: StackSecrets): StackInfo {
  const url = (name: PortName) => `http://${HOST}:${portOf(settings, name)}`;
  const peers = url('peers');
  return {
    pid: process.pid,
    api: url('worker'),
    adminToken: secrets.adminToken,
    notion: {
      baseUrl: url('notion'),
      token: secrets.notionToken,
      rootPageId: secrets.rootPageId,
    },
    google: {
      baseUrl: url('google'),
      serviceAccount: {
        client_email: secrets.serviceAccount.clientEmail,
        private_key: secrets.serviceAccount.privateKeyPem,
      },
    },
    peers: {
      schema: `${peers}/schema`,
      ledger: `${peers}/ledger`,
      auth: `${peers}/auth`,
      connect: `${peers}/connect`,
    },
    postgres: {
      url: databaseUrl(settings, secrets.postgresPassword, 'customer'),
      neonEndpoint: `${url('neon')}/sql`,
    },
  };
}

function workerVariables(
  settings: StackSettings,
  info: StackInfo,
  secrets: StackSecrets,
): Record<string, string> {
  return {
    ENVIRONMENT: 'local',
    DATABASE_URL: databaseUrl(settings, secrets.postgresPassword, 'chittysync'),
    NEON_HTTP_ENDPOINT: info.postgres.neonEndpoint,
    NOTION_BASE_URL: info.notion.baseUrl,
    GOOGLE_BASE_URL: info.google.baseUrl,
    CHITTY_SCHEMA_URL: info.peers.schema,
    CHITTY_LEDGER_URL: info.peers.ledger,
    CHITTY_AUTH_URL: info.peers.auth,
    CHITTY_CONNECT_URL: info.peers.connect,
    CREDENTIALS_KEY: secrets.credentialsKey,
    ENGINE_SIGNING_KEY_HEX: secrets.engineKey.seedHex,
    ENGINE_PUBKEY_HEX: secrets.engineKey.publicHex,
    ADMIN_TOKEN: info.adminToken,
  };
}
