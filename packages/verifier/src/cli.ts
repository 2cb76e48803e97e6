import process from 'node:process';
import { CommanderError } from 'commander';
import { createProgram } from './commands/program.ts';
import type { Terminal } from './commands/terminal.ts';
import { EXIT_CODES, type ExitCode } from './exit-codes.ts';
import { IoRefused } from './io/io-refused.ts';
import { showText } from './report/show-text.ts';
import { UsageRefused } from './usage-refused.ts';

/** `chittysync-verifier`: runs one command and ends with its exit code. */

const terminal: Terminal = {
  print: (line) => void process.stdout.write(`${line}\n`),
  complain: (line) => void process.stderr.write(`${line}\n`),
  env: process.env,
};
// Whoever reads our output may go before us.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const code = await run(process.argv.slice(2));
// Output to a pipe is written in the background; leaving before it is through would cut it off.
process.stdout.write('', () => process.exit(code));

async function run(args: readonly string[]): Promise<ExitCode> {
  let done: ExitCode = EXIT_CODES.usage;
  const program = createProgram(terminal, (exit) => {
    done = exit;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return done;
  } catch (error) {
    return refused(error);
  }
}

function refused(error: unknown): ExitCode {
  // commander has printed what is wrong, or the help that was asked for.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT_CODES.verified : EXIT_CODES.usage;
  }
  if (error instanceof UsageRefused || error instanceof IoRefused) {
    terminal.complain(showText(error.message));
    return error instanceof UsageRefused ? EXIT_CODES.usage : EXIT_CODES.couldNotRead;
  }
  const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
  terminal.complain(`a bug of the verifier: ${what}`);
  return EXIT_CODES.bug;
}
