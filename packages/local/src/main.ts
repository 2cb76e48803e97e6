import { existsSync } from 'node:fs';
import process from 'node:process';
import { CommanderError } from 'commander';
import type { DemoContext } from './demo/demo-context.ts';
import { parseSettings, type StackSettings } from './stack/stack-settings.ts';
import { StartRefused } from './stack/start-refused.ts';
import { type Stack, startStack } from './stack/start-stack.ts';

/**
 * `npm start`: the whole product on one machine. Exit codes: 0 stopped on request, or the demo of `--once` ended as
 * it should; 1 something failed; 2 it could not start as asked (flags, ports, home).
 */

const print = (line: string) => console.log(line);
const complain = (line: string) => console.error(line);
// Whoever reads our output may go before us; the stack goes on.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

process.exit(await main());

async function main(): Promise<number> {
  let settings: StackSettings;
  try {
    settings = parseSettings(process.argv.slice(2), process.env);
  } catch (error) {
    // commander has printed what is wrong, or the help that was asked for.
    return error instanceof CommanderError && error.exitCode === 0 ? 0 : 2;
  }
  const started = performance.now();
  const stack = startStack(settings, print);
  const stopped = stopRequested();
  const code = await Promise.race([
    stopped.then(() => 0),
    stack.died.then((reason) => fail(`${reason}; its log is in ${settings.home}/logs`)),
    run(settings, stack, started),
  ]);
  await stack.close();
  return code;
}

/** Runs until `--once` is through, or for ever; resolves to the exit code. */
async function run(settings: StackSettings, stack: Stack, started: number): Promise<number> {
  try {
    const info = await stack.ready;
    const seconds = ((performance.now() - started) / 1000).toFixed(1);
    print(
      `ready after ${seconds} s: dashboard ${info.api}/ — sign in with the token ${info.adminToken}`,
    );
    const succeeded =
      settings.empty || (await runDemo({ stack: info, print, once: settings.once }));
    if (settings.once) return succeeded ? 0 : 1;
    print('running until Ctrl-C');
    return await new Promise<never>(() => undefined);
  } catch (error) {
    if (error instanceof StartRefused) return fail(error.message, 2);
    return fail(error instanceof Error ? error.message : String(error));
  }
}

async function runDemo(context: DemoContext): Promise<boolean> {
  const module = new URL('./demo/run-demo.ts', import.meta.url);
  if (!existsSync(module)) return true;
  const { runDemo: run } = (await import(module.href)) as {
    runDemo(context: DemoContext): Promise<boolean>;
  };
  return run(context);
}

/** Ctrl-C, SIGTERM, or the end of the bootstrap that started us. */
function stopRequested(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, resolve);
    process.on('disconnect', resolve);
  });
}

function fail(message: string, code = 1): number {
  complain(message);
  return code;
}
