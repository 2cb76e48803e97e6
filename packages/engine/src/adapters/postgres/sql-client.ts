/** A parameter or a value, always as Postgres text; null is SQL NULL. */
export type SqlText = string | null;

export interface SqlStatement {
  readonly text: string;
  readonly params: readonly SqlText[];
}

export interface SqlResult {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly SqlText[])[];
  readonly rowCount: number;
}

/**
 * The way to one customer database. No driver parses a value: text goes in and comes out.
 * Each call is one transaction, one counted request, and leaves no connection behind.
 * @throws StatementRefused when the data is the reason; else `ChittySyncError`.
 */
export interface SqlClient {
  /** Runs the statements in one read-committed transaction; one result each, in order. */
  transaction(
    statements: readonly SqlStatement[],
    options?: { readonly readOnly?: boolean },
  ): Promise<readonly SqlResult[]>;
}
