import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { readLog } from '../io/read-log.ts';
import { readState, writeState } from '../io/state-file.ts';
import { findingText, verificationText } from '../report/verification-text.ts';
import { UsageRefused } from '../usage-refused.ts';
import { isPublicKey } from '../verify/strict-ed25519.ts';
import { verifyEntries } from '../verify/verify-entries.ts';
import type { Terminal } from './terminal.ts';

export interface VerifyFlags {
  readonly log: string;
  readonly pubkey: string;
  readonly token?: string;
  readonly json?: boolean;
  readonly state?: string;
}

/** `verify`: the result on stdout, the first finding on stderr. The state moves on only with a verified log. */
export async function verify(flags: VerifyFlags, terminal: Terminal): Promise<ExitCode> {
  const publicKey = flags.pubkey.toLowerCase();
  if (!isPublicKey(publicKey)) {
    throw new UsageRefused('--pubkey: not an ed25519 public key in 64 hex digits');
  }
  const state = flags.state === undefined ? null : await readState(flags.state);
  if (state !== null && state.publicKey !== publicKey) {
    throw new UsageRefused('--state: the file belongs to a log of another key');
  }
  const result = await verifyEntries(readLog(flags.log, flags.token ?? envToken(terminal)), {
    publicKeyHex: publicKey,
    ...(state === null ? {} : { remembered: state.position }),
  });
  if (flags.json === true) terminal.print(JSON.stringify(result, null, 2));
  else verificationText(result).forEach(terminal.print);
  const [first] = result.findings;
  if (first !== undefined) {
    terminal.complain(findingText(first));
    return EXIT_CODES.notVerified;
  }
  if (flags.state !== undefined) {
    await writeState(flags.state, { publicKey, position: result.position });
  }
  return EXIT_CODES.verified;
}

/** The token of the environment; an empty variable is none. */
export function envToken({ env }: Terminal): string | undefined {
  return env.CHITTYSYNC_TOKEN === '' ? undefined : env.CHITTYSYNC_TOKEN;
}
