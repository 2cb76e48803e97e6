import { randomBytes, randomInt } from 'node:crypto';

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
