import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';

/** What to run, and where its output goes. */
export interface SupervisedCommand {
  /** Absolute path of a module for Node that ends when its standard input ends. */
  readonly module: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly logFile: string;
  /** Written to standard input first, as one line. Secrets go here, where no process list shows them. */
  readonly input?: string;
}

/** A child that does not outlive this process: its standard input ends with us, even on SIGKILL. */
export interface SupervisedProcess {
  readonly pid: number;
  /** Settled when it has ended, for whatever reason. */
  readonly ended: Promise<void>;
  /** Asks it to end, and kills its process group when it does not within `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/**
 * Starts a child in a process group of its own, so that Ctrl-C in the terminal reaches only us and the order of
 * shutting down stays ours.
 */
export async function startSupervised(command: SupervisedCommand): Promise<SupervisedProcess> {
  const log = createWriteStream(command.logFile, { flags: 'a' });
  await once(log, 'open');
  const child = spawn(process.execPath, [command.module, ...command.args], {
    cwd: command.cwd,
    env: command.env ?? process.env,
    detached: true,
    stdio: ['pipe', log, log],
  });
  log.close();
  child.stdin?.on('error', () => undefined);
  if (command.input !== undefined) child.stdin?.write(`${command.input}\n`);
  await once(child, 'spawn');
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return { pid: child.pid ?? 0, ended, stop: (graceMs) => stop(child, ended, graceMs) };
}

async function stop(child: ChildProcess, ended: Promise<void>, graceMs: number): Promise<void> {
  child.stdin?.end();
  const timer = setTimeout(() => killGroup(child.pid ?? 0), graceMs);
  await ended;
  clearTimeout(timer);
}

/** Kills what is left of a process group; nothing left is fine. */
export function killGroup(leader: number): void {
  if (leader <= 1) return;
  try {
    process.kill(-leader, 'SIGKILL');
  } catch {
    // No process of the group is left.
  }
}

/** The last lines of a log file, for a message about a failed start. */
export function tailOf(logFile: string, lines: number): string {
  return readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
