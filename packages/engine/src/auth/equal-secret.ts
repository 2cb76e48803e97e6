import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Secret } from '../crypto/secret.ts';

/** Whether a token is the secret; takes the same time wherever, and at whatever length, they differ. */
export function equalSecret(token: string, secret: Secret): boolean {
  const given = sha256(utf8ToBytes(token));
  const expected = sha256(utf8ToBytes(secret.reveal()));
  return given.reduce((rest, byte, i) => rest | (byte ^ (expected[i] ?? 0)), 0) === 0;
}
