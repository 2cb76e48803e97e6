import { generateKeyPairSync } from 'node:crypto';
import { EXIT_CODES, type ExitCode } from '../exit-codes.ts';
import { writeKey } from '../io/write-key.ts';
import type { Terminal } from './terminal.ts';

export interface KeygenFlags {
  readonly out: string;
  readonly json?: boolean;
}

/**
 * `keygen`: the private key (the 32-byte seed of RFC 8032 in hex, as the engine takes it) goes to a new file,
 * the public key to stdout.
 */
export async function keygen({ out, json }: KeygenFlags, terminal: Terminal): Promise<ExitCode> {
  const { d, x } = generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' });
  if (d === undefined || x === undefined) throw new Error('an ed25519 JWK has d and x');
  await writeKey(out, Buffer.from(d, 'base64url').toString('hex'));
  const publicKey = Buffer.from(x, 'base64url').toString('hex');
  terminal.print(json === true ? JSON.stringify({ publicKey, privateKeyFile: out }) : publicKey);
  return EXIT_CODES.verified;
}
