import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { EmulatorStore } from '../emulator/emulator.ts';

/** Where new ids come from. */
export interface IdSource {
  /** Of sheets, named ranges, protected ranges, developer metadata: a positive 31-bit number. */
  number(): number;
  /** Of files: 44 characters, beginning with 1. */
  file(): string;
  /** Of tokens and codes: unguessable text. */
  secret(): string;
}

export const randomIds: IdSource = {
  number: () => randomInt(1, 2 ** 31 - 1),
  file: () => `1${randomBytes(33).toString('base64url').slice(0, 43)}`,
  secret: () => randomBytes(48).toString('base64url'),
};

/**
 * Ids that follow from a text and from how many there were before, which the store counts: the same
 * requests after a reset get the same ids.
 */
export function countedIds(store: EmulatorStore, seed: string): IdSource {
  const counts = store.collection<number>('idCount');
  const next = (kind: string): Buffer => {
    const count = (counts.get('ids') ?? 0) + 1;
    counts.set('ids', count);
    return createHash('sha512').update(`${seed} ${kind} ${count}`).digest();
  };
  return {
    number: () => (next('number').readUInt32BE() % (2 ** 31 - 2)) + 1,
    file: () => `1${next('file').toString('base64url').slice(0, 43)}`,
    secret: () => next('secret').toString('base64url'),
  };
}
