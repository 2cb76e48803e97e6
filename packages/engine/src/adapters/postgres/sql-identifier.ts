/** Postgres cuts longer names silently, so that two of them could meet. */
const NAME_BYTES_MAX = 63;

/** Whether the name can be an identifier as it stands. */
export function isIdentifier(name: string): boolean {
  const bytes = new TextEncoder().encode(name).length;
  return bytes > 0 && bytes <= NAME_BYTES_MAX && !name.includes('\u0000') && name.isWellFormed();
}

/** A name for SQL text; names cannot be bound. */
export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/**
 * A string constant for DDL, which takes no parameters; right whatever standard_conforming_strings
 * is.
 */
export function quoteLiteral(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}
