import type { Cells } from './cell.ts';

/** A confirmed record with its hashes: what becomes its base. */
export interface BaseUpdate {
  readonly recordId: string;
  /** The version that the update was made from; 0 for a new record. A base of another version is left alone. */
  readonly baseVersion: number;
  readonly status: 'live' | 'deleted';
  readonly key: Cells;
  readonly keyHash: string;
  readonly cells: Cells;
  /** Every binding shows the base. */
  readonly settled: boolean;
  /** What the rows are known to show. */
  readonly rows: readonly {
    readonly binding: string;
    readonly externalId: string;
    readonly shown: Cells;
    readonly shownHash: string;
    /** See `contentHash`. */
    readonly contentHash: string | null;
  }[];
  /** Bindings whose row is given up by the delete policy. */
  readonly detach: readonly string[];
  /** Bindings that show the record no more. */
  readonly unlink: readonly string[];
}
