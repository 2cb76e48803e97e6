import { canonicalJson, sha256Hex } from '@chittyos/engine/crypto';
import type { Objection } from './finding.ts';
import type { SignedLine } from './signed-line.ts';

/** A log up to one of its entries: what is remembered from one verification to the next. */
export interface LogPosition {
  readonly entries: number;
  /** The index of the last entry; null for a log without any. */
  readonly highestIndex: number | null;
  /** SHA-256 chained over index, signed text and signature of every entry so far, in hex. */
  readonly digest: string;
}

export const EMPTY_LOG: LogPosition = {
  entries: 0,
  highestIndex: null,
  digest: sha256Hex('chittysync-verifier/log/v1'),
};

export interface LogMemory {
  /** Takes the next entry; answers if what stands before it is not what was remembered. */
  add(line: SignedLine): Objection | null;
  /** To be called behind the last entry. */
  end(): Objection | null;
  position(): LogPosition;
}

/** Chains the digest of a log, and compares it at the place where the remembered log ended. */
export function createLogMemory(remembered: LogPosition): LogMemory {
  let now = EMPTY_LOG;
  let isCompared = remembered.highestIndex === null;
  const compare = (): Objection | null => {
    isCompared = true;
    if (now.digest === remembered.digest) return null;
    const upTo = `up to index ${remembered.highestIndex}`;
    const message = `${upTo} the log held ${remembered.entries} entries; now it holds ${now.entries}, not all the same`;
    return { code: 'INCONSISTENT', message };
  };
  return {
    add({ index, entry, signature }) {
      const isBehind = remembered.highestIndex !== null && index > remembered.highestIndex;
      const objection = isBehind && !isCompared ? compare() : null;
      const digest = sha256Hex(canonicalJson([now.digest, index, entry, signature]));
      now = { entries: now.entries + 1, highestIndex: index, digest };
      return objection;
    },
    end() {
      if (isCompared) return null;
      if (now.highestIndex === remembered.highestIndex) return compare();
      const message = `the log ended at index ${remembered.highestIndex}; now it ends at ${now.highestIndex ?? 'none'}`;
      return { code: 'TRUNCATED', message };
    },
    position: () => now,
  };
}
