import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { processIdentity } from './process-identity.ts';
import { StartRefused } from './start-refused.ts';
import { killGroup } from './supervised-process.ts';

interface RecordedProcess {
  readonly pid: number;
  readonly identity: string;
}

interface Recorded {
  readonly stack: RecordedProcess;
  readonly children: readonly RecordedProcess[];
}

/** How long the children of a killed stack have to end by themselves. */
const ORPHAN_GRACE_MS = 6_000;

/** One stack per home: two would write the same database files. Kept in `<home>/pids.json`. */
export interface HomeLock {
  /** Records a process group that the next start shall end if this process is killed. */
  addChild(pid: number): void;
  release(): void;
}

/**
 * Takes the home, after what a killed stack left behind has ended. Rejects with `StartRefused` while another
 * stack runs on it.
 */
export async function lockHome(home: string): Promise<HomeLock> {
  const file = path.join(home, 'pids.json');
  const earlier = read(file);
  if (earlier !== undefined) {
    if (isAlive(earlier.stack)) {
      throw new StartRefused(
        `a stack (process ${earlier.stack.pid}) already runs on ${home}\nStop it, or choose another --home.`,
      );
    }
    await Promise.all(earlier.children.map(endOrphan));
    rmSync(file, { force: true });
  }
  const children: RecordedProcess[] = [];
  const stack = record(process.pid);
  const write = (flag: 'w' | 'wx') =>
    writeFileSync(file, JSON.stringify({ stack, children }), { mode: 0o600, flag });
  try {
    write('wx');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new StartRefused(`another stack is just starting on ${home}`);
  }
  return {
    addChild(pid) {
      children.push(record(pid));
      write('w');
    },
    release: () => rmSync(file, { force: true }),
  };
}

function record(pid: number): RecordedProcess {
  return { pid, identity: processIdentity(pid) ?? '' };
}

function isAlive({ pid, identity }: RecordedProcess): boolean {
  return identity !== '' && processIdentity(pid) === identity;
}

/** A file cut short by a kill says nothing about running processes that could be trusted. */
function read(file: string): Recorded | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Recorded;
  } catch {
    rmSync(file, { force: true });
    return undefined;
  }
}

async function endOrphan(child: RecordedProcess): Promise<void> {
  for (let waited = 0; isAlive(child); waited += 100) {
    if (waited >= ORPHAN_GRACE_MS) killGroup(child.pid);
    await delay(100);
  }
}
