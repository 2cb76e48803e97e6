import { publicKeyOf, signText } from '../crypto/ed25519.ts';

/** Signs the exact text of an audit entry. */
export interface AuditSigner {
  sign(text: string): Promise<string>;
  /** The ed25519 key that verifies the signatures, 64 hex digits. */
  publicKey(): Promise<string>;
}

/** The private key stays inside the returned functions. */
export function createAuditSigner(privateKeyHex: () => string): AuditSigner {
  return {
    sign: (text) => signText(text, privateKeyHex()),
    publicKey: () => publicKeyOf(privateKeyHex()),
  };
}
