import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64url } from 'jose';
import type { Credential } from '../adapters/adapter.ts';
import type { Secret } from '../crypto/secret.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';

/** Whose credential it is. A sealed credential opens only for the connection that it was sealed for. */
export interface SealPlace {
  readonly tenantId: string;
  readonly connectionId: string;
}

const VERSION = 'v1';
const NONCE_BYTES = 12;

/**
 * AES-256-GCM: `v1.<key id>.<nonce>.<ciphertext and tag>`, base64url. Tenant and connection are additional
 * data. The key id is the start of the key's SHA-256, so that a rotation knows which key a text needs.
 */
export async function sealCredential(
  key: Secret,
  place: SealPlace,
  credential: Credential,
): Promise<string> {
  const raw = keyBytes(key);
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: additionalData(place) },
    await importKey(raw, 'encrypt'),
    Uint8Array.from(utf8ToBytes(JSON.stringify(credential))),
  );
  const parts = [keyId(raw), base64url.encode(nonce), base64url.encode(new Uint8Array(sealed))];
  return [VERSION, ...parts].join('.');
}

/** @throws CS_CREDENTIAL_INVALID when it was sealed with another key, for another connection, or was altered */
export async function openCredential(
  key: Secret,
  place: SealPlace,
  sealed: string,
): Promise<Credential> {
  const [version, id, nonce = '', ciphertext = ''] = sealed.split('.');
  const raw = keyBytes(key);
  if (version !== VERSION || id !== keyId(raw)) {
    throw unreadable('the stored credential was sealed with another key');
  }
  try {
    const opened = await crypto.subtle.decrypt(
      {
        name: 'AES-GCM',
        iv: Uint8Array.from(base64url.decode(nonce)),
        additionalData: additionalData(place),
      },
      await importKey(raw, 'decrypt'),
      Uint8Array.from(base64url.decode(ciphertext)),
    );
    return JSON.parse(new TextDecoder().decode(opened));
  } catch (cause) {
    throw unreadable('the stored credential was altered or belongs to another connection', cause);
  }
}

function keyBytes(key: Secret): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(key.reveal()), (char) => char.charCodeAt(0));
}

function keyId(raw: Uint8Array): string {
  return bytesToHex(sha256(raw)).slice(0, 8);
}

function importKey(raw: Uint8Array<ArrayBuffer>, usage: 'encrypt' | 'decrypt'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', raw, 'AES-GCM', false, [usage]);
}

function additionalData({ tenantId, connectionId }: SealPlace): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(
    utf8ToBytes(`chittysync/credential/${VERSION}/${tenantId}/${connectionId}`),
  );
}

function unreadable(message: string, cause?: unknown): ChittySyncError {
  return new ChittySyncError('CS_CREDENTIAL_INVALID', `${message}; set it anew`, { cause });
}
