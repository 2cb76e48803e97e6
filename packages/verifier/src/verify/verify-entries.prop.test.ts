import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitLines } from '../io/split-lines.ts';
import { goldenLog, TEST_PUBLIC_KEY as publicKeyHex } from './golden-log.fixture.ts';
import type { LogLine } from './signed-line.ts';
import { verifyEntries } from './verify-entries.ts';

const golden: readonly LogLine[] = await goldenLog();
const { position: remembered } = await verifyEntries(golden, { publicKeyHex });

const linesOf = (file: Uint8Array) =>
  splitLines(
    (async function* () {
      yield file;
    })(),
  );

describe('any byte that is flipped is found', () => {
  it('[H4] in the text or the signature of an entry, as the line holds them', async () => {
    const line = fc.nat(golden.length - 1);
    await fc.assert(
      fc.asyncProperty(
        line,
        fc.nat(),
        fc.integer({ min: 1, max: 255 }),
        async (at, place, mask) => {
          const bytes = Buffer.from(String(golden[at]));
          const start = bytes.indexOf('"entry"');
          const flipped = start + (place % (bytes.length - start));
          bytes[flipped] = (bytes[flipped] ?? 0) ^ mask;
          const { findings } = await verifyEntries(golden.with(at, bytes), {
            publicKeyHex,
          });
          expect(findings[0]).toMatchObject({
            code: expect.stringMatching(/^ENTRY_(TAMPERED|MALFORMED)$/),
            line: at + 1,
          });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('in the signed text itself', async () => {
    const line = fc.nat(golden.length - 1);
    await fc.assert(
      fc.asyncProperty(
        line,
        fc.nat(),
        fc.integer({ min: 1, max: 127 }),
        async (at, place, mask) => {
          const { index, entry, signature } = JSON.parse(String(golden[at]));
          const bytes = Buffer.from(entry);
          const flipped = place % bytes.length;
          bytes[flipped] = (bytes[flipped] ?? 0) ^ mask;
          const forged = JSON.stringify({ index, entry: bytes.toString(), signature });
          const { findings } = await verifyEntries(golden.with(at, forged), { publicKeyHex });
          expect(findings[0]).toMatchObject({ code: 'ENTRY_TAMPERED', line: at + 1 });
        },
      ),
      { numRuns: 500 },
    );
  });

  it('anywhere in the file of a remembered log', async () => {
    const file = Buffer.from(`${golden.join('\n')}\n`);
    const flip = fc.tuple(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }));
    await fc.assert(
      fc.asyncProperty(flip, async ([place, mask]) => {
        const forged = Buffer.from(file);
        forged[place] = (forged[place] ?? 0) ^ mask;
        const result = await verifyEntries(linesOf(forged), { publicKeyHex, remembered });
        expect(result.verified).toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});
