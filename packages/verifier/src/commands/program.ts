import { Command } from 'commander';
import type { ExitCode } from '../exit-codes.ts';
import { inspect } from './inspect.ts';
import { keygen } from './keygen.ts';
import type { Terminal } from './terminal.ts';
import { verify } from './verify.ts';

const EXITS = `
Exit codes: 0 verified · 1 not verified (first finding on stderr) · 2 usage · 3 could not read or write · 4 bug`;

const VERIFY_LIMITS = `
Findings: ENTRY_TAMPERED, ENTRY_MALFORMED, DUPLICATE, GAP, INCONSISTENT, TRUNCATED.

What "verified" means: every entry shown was signed by the key's holder, exactly as it stands; none stands twice;
no run contradicts itself; and with --state, everything that was verified before is still there, unchanged.

What it does not prove:
  - that nothing is missing. Entries removed before you first saw them leave no trace, unless their run then
    contradicts itself. Verify often, with --state.
  - that others see the same log. The key's holder can keep two logs and show one to each.
  - that the holder did not write history anew before your first verification, or that entries say the truth.
  - where an entry stands: indexes are not signed, only remembered by --state.
Verify whole exports: filters other than a registry or a run cut runs apart and are reported as GAP. With --state,
export while no run is writing, and always with the same filter.
${EXITS}`;

/** The command line; `onExit` gets the code of the command that ran. */
export function createProgram(terminal: Terminal, onExit: (code: ExitCode) => void): Command {
  const program = new Command('chittysync-verifier')
    .description(
      'Verifies the audit log of ChittySync with nothing but Node, the log and a public key',
    )
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.print(text.trimEnd()),
      writeErr: (text) => terminal.complain(text.trimEnd()),
    })
    .addHelpText('after', EXITS);
  const token = ['--token <token>', 'bearer token for an address (or CHITTYSYNC_TOKEN)'] as const;
  program
    .command('verify')
    .description('verify every entry of a log')
    .requiredOption(
      '--log <log>',
      'address of a ChittySync server or of an export, a file, or a directory of .jsonl',
    )
    .requiredOption(
      '--pubkey <hex>',
      'ed25519 public key of the log, from a source other than the log',
    )
    .option(...token)
    .option('--state <file>', 'remember the log here, and detect what changed since the last time')
    .option('--json', 'print the result as JSON')
    .addHelpText('after', VERIFY_LIMITS)
    .action(async (flags) => onExit(await verify(flags, terminal)));
  program
    .command('inspect')
    .description('show the entries of a log, without verifying signatures')
    .argument('<log>', 'address, file or directory')
    .option(...token)
    .option('--json', 'print JSON lines')
    .addHelpText('after', EXITS)
    .action(async (log, flags) => onExit(await inspect(log, flags, terminal)));
  program
    .command('keygen')
    .description('make an ed25519 key pair; prints the public key')
    .requiredOption('--out <file>', 'new file for the private key (hex, mode 0600)')
    .option('--json', 'print JSON')
    .addHelpText('after', EXITS)
    .action(async (flags) => onExit(await keygen(flags, terminal)));
  return program;
}
