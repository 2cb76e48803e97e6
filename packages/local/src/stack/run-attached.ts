import { spawn } from 'node:child_process';
import process from 'node:process';

/**
 * `run-attached.ts MODULE ARGS…` runs a Node program that knows nothing of its parent, and ends it, with all that
 * it started, when standard input ends. It leads the process group that it kills, so it goes last itself.
 */

const GRACE_MS = 5_000;

const child = spawn(process.execPath, process.argv.slice(2), {
  stdio: ['ignore', 'inherit', 'inherit'],
});
const endGroup = () => process.kill(-process.pid, 'SIGKILL');
const end = () => {
  child.kill('SIGTERM');
  setTimeout(endGroup, GRACE_MS);
};

child.once('error', endGroup);
child.once('exit', endGroup);
process.stdin.once('end', end);
process.stdin.once('error', end);
process.stdin.resume();
process.on('SIGTERM', end);
process.on('SIGINT', () => undefined);
