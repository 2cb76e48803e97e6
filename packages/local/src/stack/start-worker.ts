import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { bundleWorker, WRANGLER } from './bundle-worker.ts';
import { HOST } from './stack-settings.ts';
import { type SupervisedProcess, startSupervised, tailOf } from './supervised-process.ts';

/** What the Worker is started with. */
export interface WorkerOptions {
  readonly home: string;
  readonly port: number;
  /** `wrangler.toml`. */
  readonly config: string;
  /** Variables and secrets of the Worker. */
  readonly variables: Readonly<Record<string, string>>;
}

/** A Worker that was started. */
export interface StartedWorker {
  readonly process: SupervisedProcess;
  /** Settled when `GET /health` answers; rejects with the end of the log when it will not. */
  readonly ready: Promise<void>;
}

const ATTACHED = fileURLToPath(new URL('./run-attached.ts', import.meta.url));
const READY_WITHIN_MS = 120_000;
const LOG_LINES = 25;

/** Runs the real Worker in workerd through `wrangler dev --local`; its output goes to `<home>/logs/worker.log`. */
export async function startWorker(options: WorkerOptions): Promise<StartedWorker> {
  const { home, port } = options;
  const logs = path.join(home, 'logs');
  const state = path.join(home, 'worker');
  for (const directory of [logs, state]) mkdirSync(directory, { recursive: true });
  const logFile = path.join(logs, 'worker.log');
  writeFileSync(logFile, '');
  const envFile = path.join(home, 'worker.env');
  writeEnvFile(envFile, options.variables);
  const bundle = await bundleWorker(options.config, path.join(home, 'bundle'));
  const worker = await startSupervised({
    module: ATTACHED,
    args: [
      ...[WRANGLER, 'dev', bundle.script, '--no-bundle', '--local'],
      ...['--assets', bundle.assets],
      ...['--config', options.config, '--env-file', envFile],
      ...['--ip', HOST, '--port', String(port), '--inspector-port', '0', '--persist-to', state],
      '--show-interactive-dev-session=false',
    ],
    cwd: path.dirname(options.config),
    logFile,
    env: {
      ...process.env,
      WRANGLER_SEND_METRICS: 'false',
      WRANGLER_REGISTRY_PATH: path.join(state, 'registry'),
      WRANGLER_LOG_PATH: path.join(logs, 'wrangler'),
      CLOUDFLARE_CF_FETCH_ENABLED: 'false',
      NO_COLOR: '1',
    },
  });
  const url = `http://${HOST}:${port}/health`;
  return { process: worker, ready: waitForHealth(url, worker.ended, logFile) };
}

/** Wrangler expands `$NAME` even in single quotes; a backslash keeps it from doing so. */
function writeEnvFile(file: string, variables: Readonly<Record<string, string>>): void {
  const lines = Object.entries(variables).map(([name, value]) => {
    if (/['\n]/.test(value)) throw new Error(`${name} cannot hold a quote or a line break`);
    return `${name}='${value.replaceAll('$', '\\$')}'\n`;
  });
  const unfinished = `${file}.unfinished`;
  writeFileSync(unfinished, lines.join(''), { mode: 0o600 });
  renameSync(unfinished, file);
}

async function waitForHealth(url: string, ended: Promise<void>, logFile: string): Promise<void> {
  let over = false;
  ended.then(() => {
    over = true;
  });
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!over && Date.now() < deadline) {
    const answer = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => undefined);
    if (answer?.ok) return;
    // A Worker that answers, but not well, is broken; one that does not answer may still be building.
    if (answer !== undefined || tailOf(logFile, LOG_LINES).includes('Build failed')) break;
    await delay(50);
  }
  const tail = tailOf(logFile, LOG_LINES);
  throw new Error(`the Worker did not start; ${logFile} ends with:\n${tail}`);
}
