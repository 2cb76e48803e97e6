import { getPublicKeyAsync, signAsync } from '@noble/ed25519';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** Ed25519 (RFC 8032) signature of a text's UTF-8 bytes, as 128 lower-case hex digits. */
export async function signText(text: string, privateKeyHex: string): Promise<string> {
  return bytesToHex(await signAsync(utf8ToBytes(text), hexToBytes(privateKeyHex)));
}

export async function publicKeyOf(privateKeyHex: string): Promise<string> {
  return bytesToHex(await getPublicKeyAsync(hexToBytes(privateKeyHex)));
}
