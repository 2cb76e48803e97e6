import { getPublicKeyAsync, signAsync, verifyAsync } from '@noble/ed25519';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';

/** Ed25519 (RFC 8032) signature of a text's UTF-8 bytes, as 128 lower-case hex digits. */
export async function signText(text: string, privateKeyHex: string): Promise<string> {
  return bytesToHex(await signAsync(utf8ToBytes(text), hexToBytes(privateKeyHex)));
}

/** Whether the signature is one of the text by the key. A malformed signature or key is `false`, never an error. */
export async function verifyText(
  text: string,
  signatureHex: string,
  publicKeyHex: string,
): Promise<boolean> {
  if (!/^[0-9a-f]{128}$/.test(signatureHex) || !/^[0-9a-f]{64}$/.test(publicKeyHex)) return false;
  try {
    return await verifyAsync(
      hexToBytes(signatureHex),
      utf8ToBytes(text),
      hexToBytes(publicKeyHex),
      {
        zip215: false,
      },
    );
  } catch {
    return false;
  }
}

export async function publicKeyOf(privateKeyHex: string): Promise<string> {
  return bytesToHex(await getPublicKeyAsync(hexToBytes(privateKeyHex)));
}
