/** What is wrong with a log. A code is stable once released. */
export type FindingCode =
  /** The signature is not one of exactly this text by the given key. */
  | 'ENTRY_TAMPERED'
  /** A line, or a signed text, is not in the one form that the format allows. */
  | 'ENTRY_MALFORMED'
  /** An index or an entry id stands twice. */
  | 'DUPLICATE'
  /** The entries of one run contradict each other, as when one of them is missing. */
  | 'GAP'
  /** The log contradicts itself or what was remembered of it. */
  | 'INCONSISTENT'
  /** The log ends before the last entry that was remembered. */
  | 'TRUNCATED';

export interface Finding {
  readonly code: FindingCode;
  /** Where: the line, from 1, counted over all files of a log; null if the log as a whole is meant. */
  readonly line: number | null;
  /** The entry's index as far as the line could be read. It is not signed. */
  readonly index: number | null;
  readonly message: string;
}

/** What one check has against an entry; the place is added by whoever knows it. */
export interface Objection {
  readonly code: FindingCode;
  readonly message: string;
}
