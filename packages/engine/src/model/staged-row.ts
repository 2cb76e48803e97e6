import type { ObservedRow } from './observed-row.ts';

/** A row of a binding with its identity for matching. */
export interface StagedRow extends ObservedRow {
  readonly keyHash: string | null;
  /** SHA-256 over the canonical cells and problems; equal to the shown hash where nothing changed. */
  readonly hash: string;
  /** See `contentHash`. */
  readonly contentHash: string | null;
}
