import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, InvalidArgumentError, Option } from 'commander';

/** The root of the repository. */
export const REPOSITORY = fileURLToPath(new URL('../../../..', import.meta.url));

/** Every part of the stack listens on loopback only. */
export const HOST = '127.0.0.1';

/** What listens on `--port-base` + 0, 1, 2, … */
export const PORTS = ['worker', 'notion', 'google', 'peers', 'neon', 'postgres'] as const;
export type PortName = (typeof PORTS)[number];

/** What the flags and the environment ask for. */
export interface StackSettings {
  readonly once: boolean;
  readonly empty: boolean;
  readonly fresh: boolean;
  readonly home: string;
  readonly portBase: number;
  /** A real PostgreSQL instead of PGlite. */
  readonly realPostgres: boolean;
  /** `DATABASE_URL`: an existing database instead of either. */
  readonly databaseUrl: string | undefined;
  /** Configuration of the Worker; another one than ours only in tests of the stack itself. */
  readonly workerConfig: string;
}

/** The settings; throws a `CommanderError` after printing what is wrong with a flag, or the help asked for. */
export function parseSettings(
  args: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): StackSettings {
  const program = new Command('npm start --')
    .description('Starts ChittySync with everything it needs on this machine.')
    .option('--once', 'run the demo to the end, print the summary and stop', false)
    .option('--empty', 'start without demo data', false)
    .option('--fresh', 'drop earlier state first', false)
    .option('--home <dir>', 'where state is kept', path.join(REPOSITORY, '.chittysync'))
    .option('--port-base <n>', 'first of six ports', toPortBase, 8787)
    .option('--postgres', 'embedded PostgreSQL instead of PGlite', false)
    .addOption(
      new Option('--worker-config <file>')
        .default(path.join(REPOSITORY, 'wrangler.toml'))
        .hideHelp(),
    )
    .addHelpText('after', '\nDATABASE_URL, when set, is used instead of an embedded database.')
    .exitOverride();
  program.parse([...args], { from: 'user' });
  const flags = program.opts<{
    once: boolean;
    empty: boolean;
    fresh: boolean;
    home: string;
    portBase: number;
    postgres: boolean;
    workerConfig: string;
  }>();
  const { once, empty, fresh, portBase } = flags;
  return {
    ...{ once, empty, fresh, portBase },
    home: path.resolve(flags.home),
    realPostgres: flags.postgres,
    databaseUrl: environment.DATABASE_URL || undefined,
    workerConfig: path.resolve(flags.workerConfig),
  };
}

/** The port of a part of the stack. */
export function portOf(settings: Pick<StackSettings, 'portBase'>, name: PortName): number {
  return settings.portBase + PORTS.indexOf(name);
}

function toPortBase(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port >= 1 && port <= 65_536 - PORTS.length) return port;
  throw new InvalidArgumentError(`a port from 1 to ${65_536 - PORTS.length} is expected.`);
}
