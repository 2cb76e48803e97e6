import { createHash } from 'node:crypto';
import type { AuditSigner } from '../../src/audit/audit-signer.ts';

/** Signs with SHA-256 and no key: proves nothing, and costs next to nothing in a simulation. */
export const hashSigner: AuditSigner = {
  sign: async (text) => createHash('sha256').update(text).digest('hex'),
  publicKey: async () => '00'.repeat(32),
};
