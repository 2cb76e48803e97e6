/** The field's prime and the group's order (RFC 8032, section 5.1). */
const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;

/** The y-coordinates of the eight points of small order: orders 1, 2, 4 and (the last two) 8. */
const SMALL_ORDER_Y: ReadonlySet<bigint> = new Set([
  1n,
  P - 1n,
  0n,
  littleEndian('26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'),
  littleEndian('c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a'),
]);

/** Whether the signature (128 lower-case hex digits) is one of the text's UTF-8 bytes. */
export type SignatureCheck = (text: string, signatureHex: string) => Promise<boolean>;

/**
 * The strict profile of ed25519, which gives the same verdict as libsodium: S < L, the key and R canonical and
 * not of small order, then the cofactorless equation of RFC 8032. Other verifiers accept more signatures.
 * @throws TypeError for a key that `isPublicKey` refuses
 */
export async function strictEd25519(publicKeyHex: string): Promise<SignatureCheck> {
  if (!isPublicKey(publicKeyHex)) throw new TypeError('not an acceptable ed25519 public key');
  const key = await crypto.subtle.importKey('raw', bytesOf(publicKeyHex), 'Ed25519', false, [
    'verify',
  ]);
  const encoder = new TextEncoder();
  return async (text, signatureHex) => {
    if (!/^[0-9a-f]{128}$/.test(signatureHex)) return false;
    if (!isStrictPoint(signatureHex.slice(0, 64))) return false;
    if (littleEndian(signatureHex.slice(64)) >= L) return false;
    const signature = bytesOf(signatureHex);
    return crypto.subtle.verify('Ed25519', key, signature, encoder.encode(text));
  };
}

/**
 * Whether the text is 64 lower-case hex digits that encode a point canonically, not one of small order. That
 * the point lies on the curve is not checked: no signature verifies under one that does not.
 */
export function isPublicKey(hex: string): boolean {
  return /^[0-9a-f]{64}$/.test(hex) && isStrictPoint(hex);
}

function isStrictPoint(hex: string): boolean {
  // The topmost bit is the sign of x; the points with x = 0 are of small order, so it needs no check of its own.
  const y = littleEndian(hex) & (2n ** 255n - 1n);
  return y < P && !SMALL_ORDER_Y.has(y);
}

function littleEndian(hex: string): bigint {
  return BigInt(`0x${(hex.match(/../g) ?? []).reverse().join('')}`);
}

function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(hex.match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
}
