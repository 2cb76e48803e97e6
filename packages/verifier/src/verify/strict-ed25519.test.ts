import { signText } from '@chittyos/engine/crypto';
import { describe, expect, it } from 'vitest';
import { OTHER_KEY, TEST_KEY, TEST_PUBLIC_KEY } from './golden-log.fixture.ts';
import { isPublicKey, strictEd25519 } from './strict-ed25519.ts';

const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const P = 2n ** 255n - 19n;
const toHex = (value: bigint) =>
  Buffer.from(value.toString(16).padStart(64, '0'), 'hex').reverse().toString('hex');
const toNumber = (hex: string) => BigInt(`0x${Buffer.from(hex, 'hex').reverse().toString('hex')}`);
const signed = (hex: string) => toHex(toNumber(hex) | (1n << 255n));

const ORDER_8 = [
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
];
/** The fourteen encodings of points of small order, canonical or not. */
const SMALL_ORDER = [
  ...[toHex(0n), toHex(1n), toHex(P - 1n), toHex(P), toHex(P + 1n), ...ORDER_8].flatMap((hex) => [
    hex,
    signed(hex),
  ]),
];

describe('strictEd25519', () => {
  it('accepts the vectors of RFC 8032', async () => {
    const empty = await strictEd25519(
      'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    );
    expect(
      await empty(
        '',
        'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
      ),
    ).toBe(true);
    const letter = await strictEd25519(
      '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    );
    expect(
      await letter(
        'r',
        '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
      ),
    ).toBe(true);
  });

  it('refuses other texts, other keys and other forms of a good signature', async () => {
    const holds = await strictEd25519(TEST_PUBLIC_KEY);
    const good = await signText('text', TEST_KEY);
    const [r, s] = [good.slice(0, 64), good.slice(64)];
    expect(await holds('text', good)).toBe(true);
    expect(await holds('texu', good)).toBe(false);
    expect(await holds('text', await signText('text', OTHER_KEY))).toBe(false);
    for (const n of [1n, 2n, 4n, 8n]) {
      expect(await holds('text', r + toHex((toNumber(s) + n * L) % 2n ** 256n))).toBe(false);
    }
    expect(await holds('text', good.toUpperCase())).toBe(false);
    expect(await holds('text', good.slice(2))).toBe(false);
    expect(await holds('text', `${good}00`)).toBe(false);
    expect(await holds('text', '')).toBe(false);
    for (const point of SMALL_ORDER) expect(await holds('text', point + s)).toBe(false);
  });

  it('refuses keys of small order, and keys that are not canonical or not keys', async () => {
    expect(SMALL_ORDER).toHaveLength(14);
    const beyond = toHex(P + 3n);
    for (const key of [
      ...SMALL_ORDER,
      beyond,
      signed(beyond),
      '',
      'xx'.repeat(32),
      'aa'.repeat(31),
    ]) {
      expect(isPublicKey(key)).toBe(false);
      await expect(strictEd25519(key)).rejects.toThrow(TypeError);
    }
    expect(isPublicKey(TEST_PUBLIC_KEY)).toBe(true);
  });

  it('verifies nothing under a key that lies off the curve', async () => {
    const good = await signText('text', TEST_KEY);
    for (let y = 2n; y < 22n; y++) {
      const holds = await strictEd25519(toHex(y));
      expect(await holds('text', good)).toBe(false);
    }
  });
});
