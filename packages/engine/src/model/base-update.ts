import type { Cells } from './cell.ts';
import type { CellDoubts } from './record-view.ts';

/** A confirmed record with its hashes: what becomes its base. */
export interface BaseUpdate {
  readonly recordId: string;
  /** The version that the update was made from; 0 for a new record. A base of another version is left alone. */
  readonly baseVersion: number;
  readonly status: 'live' | 'deleted';
  readonly key: Cells;
  readonly keyHash: string;
  readonly cells: Cells;
  /** The cells differ from those of the base before; linked rows that are not among `rows` have missed that. */
  readonly changed: boolean;
  /** Every binding shows the base. */
  readonly settled: boolean;
  /** What the rows are known to show. */
  readonly rows: readonly {
    readonly binding: string;
    readonly externalId: string;
    readonly shown: Cells;
    readonly doubts?: CellDoubts;
    readonly shownHash: string;
    /** See `contentHash`. */
    readonly contentHash: string | null;
  }[];
  /** Bindings whose row is given up by the delete policy. */
  readonly detach: readonly string[];
  /** Bindings that show the record no more. */
  readonly unlink: readonly string[];
}
