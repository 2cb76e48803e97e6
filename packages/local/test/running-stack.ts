import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { processIdentity } from '../src/stack/process-identity.ts';
import type { StackInfo } from '../src/stack/stack-info.ts';
import { findPortBase } from './find-port-base.ts';

const MAIN = fileURLToPath(new URL('../src/main.ts', import.meta.url));
const READY_WITHIN_MS = 120_000;

/** The whole product as its own process group, on a temporary home and free ports. */
export interface RunningStack {
  readonly home: string;
  /** The content of `stack.json`, as the last start wrote it. */
  readonly info: StackInfo;
  readonly output: () => string;
  /** `kill -9` of every process at once, as when the machine loses its power. Resolves when all are gone. */
  killAll(): Promise<void>;
  /** `kill -9` of the process that was started, and of no other. */
  killMain(): Promise<void>;
  /** Starts again on the same home and ports, after `killAll` or `killMain`. */
  restart(): Promise<void>;
  /** SIGTERM, waited for; resolves to the exit code. The home is removed. */
  close(): Promise<number | null>;
}

interface Started {
  readonly child: ChildProcess;
  readonly info: StackInfo;
  readonly output: () => string;
}

/** Starts the stack with `--empty` and resolves once it prints `ready`. */
export async function startRunningStack(): Promise<RunningStack> {
  const home = mkdtempSync(path.join(tmpdir(), 'chittysync-stack-'));
  const portBase = await findPortBase();
  let started = await start(home, portBase).catch((error: unknown) => {
    rmSync(home, { recursive: true, force: true });
    throw error;
  });
  const pid = () => started.child.pid ?? 0;
  return {
    home,
    get info() {
      return started.info;
    },
    output: () => started.output(),
    async killAll() {
      const groups = [pid(), ...childrenOf(home)];
      for (const group of groups) signal(-group, 'SIGKILL');
      await ended(groups);
    },
    async killMain() {
      signal(pid(), 'SIGKILL');
      await ended([pid()]);
    },
    async restart() {
      started = await start(home, portBase);
    },
    async close() {
      const { child } = started;
      const groups = [pid(), ...childrenOf(home)];
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        await once(child, 'exit');
      }
      for (const group of groups) signal(-group, 'SIGKILL');
      rmSync(home, { recursive: true, force: true });
      return child.exitCode;
    },
  };
}

async function start(home: string, portBase: number): Promise<Started> {
  const args = [MAIN, '--empty', '--home', home, '--port-base', String(portBase)];
  const env = { ...process.env, DATABASE_URL: '' };
  const child = spawn(process.execPath, args, { stdio: 'pipe', detached: true, env });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      text += chunk;
    });
  }
  const deadline = Date.now() + READY_WITHIN_MS;
  while (!/^ready /m.test(text)) {
    if (child.exitCode !== null || Date.now() > deadline) {
      signal(-(child.pid ?? 0), 'SIGKILL');
      throw new Error(`the stack did not start:\n${text}`);
    }
    await sleep(50);
  }
  const info = JSON.parse(readFileSync(path.join(home, 'stack.json'), 'utf8')) as StackInfo;
  return { child, info, output: () => text };
}

/** The process groups that the stack says are its own. */
function childrenOf(home: string): number[] {
  const file = path.join(home, 'pids.json');
  if (!existsSync(file)) return [];
  const { children } = JSON.parse(readFileSync(file, 'utf8')) as {
    children: readonly { pid: number; identity: string }[];
  };
  return children
    .filter(({ pid, identity }) => identity !== '' && processIdentity(pid) === identity)
    .map(({ pid }) => pid);
}

function signal(pid: number, name: NodeJS.Signals): void {
  if (Math.abs(pid) <= 1) return;
  try {
    process.kill(pid, name);
  } catch {
    // It is gone already.
  }
}

async function ended(pids: readonly number[]): Promise<void> {
  while (pids.some((pid) => processIdentity(pid) !== undefined)) await sleep(20);
}
