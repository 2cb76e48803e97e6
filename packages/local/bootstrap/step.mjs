import { spawn } from 'node:child_process';

/** A step that could not be done; the message is for the user. */
export class StepFailed extends Error {}

/** Errors in the output of npm and pnpm that mean: the package registry was not reached. */
const NETWORK =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ERR_SOCKET|META_FETCH_FAIL/;
const SHOWN_LINES = 20;

/**
 * Runs a command without its output; rejects with `StepFailed` and the end of the output when it fails. `title`
 * says what is being done, and stays on the screen as one line with the time it took. Progress goes to stderr,
 * so that stdout belongs to what is started in the end.
 * @param {string} title
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv }} options
 */
export async function runStep(title, command, args, options) {
  const started = Date.now();
  process.stderr.write(`${title} …`);
  const { code, output } = await run(command, args, options);
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  process.stderr.write(code === 0 ? ` ${seconds} s\n` : ' failed\n');
  if (code === 0) return;
  const shown = output.trimEnd().split('\n').slice(-SHOWN_LINES).join('\n');
  const advice = NETWORK.test(output)
    ? '\nThe package registry was not reached: check the network, or the registry that npm is set to.'
    : '';
  throw new StepFailed(`${shown}\n\nFailed (${code}): ${title}.${advice}`);
}

/** Runs a command to its end; Ctrl-C ends it and us. A command that cannot be run has the code 127. */
export function run(command, args, options) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    const stop = (signal) => {
      child.kill(signal);
      process.exit(signal === 'SIGINT' ? 130 : 143);
    };
    process.once('SIGINT', stop);
    process.once('SIGTERM', stop);
    const done = (code) => {
      process.off('SIGINT', stop);
      process.off('SIGTERM', stop);
      resolve({ code, output });
    };
    child.once('error', (error) => {
      output += String(error);
      done(127);
    });
    child.once('close', (code, signal) => done(code ?? signal));
  });
}
