/** An entry as it is stored: the exact text, its signature, and what it is looked up by. */
export interface SignedEntry {
  readonly id: string;
  readonly registry: string;
  readonly run: string;
  readonly record: string | null;
  readonly text: string;
  readonly signature: string;
}

/** Where signed entries are kept. */
export interface AuditLog {
  /**
   * Appends entries in their order, all or none. An entry that stands already (same id) is left as it is.
   * @throws CS_AUDIT_UNAVAILABLE
   */
  append(entries: readonly SignedEntry[]): Promise<void>;
}
