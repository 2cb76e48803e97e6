import type { IncomingHttpHeaders } from 'node:http';
import pg from 'pg';

/** One statement of a request; parameters arrive as text or null, other JSON values are converted by `pg`. */
export interface NeonQuery {
  readonly query: string;
  readonly params?: readonly unknown[];
  /** In a batch: overrides the header `Neon-Array-Mode` for this statement. */
  readonly arrayMode?: boolean;
}

/** The `Neon-…` headers of a request. */
export type NeonModes = IncomingHttpHeaders;

const ISOLATION: Readonly<Record<string, string>> = {
  ReadUncommitted: 'READ UNCOMMITTED',
  ReadCommitted: 'READ COMMITTED',
  RepeatableRead: 'REPEATABLE READ',
  Serializable: 'SERIALIZABLE',
};

/** The JSON types that Neon gives without `Neon-Raw-Text-Output`; every other type stays text. */
const JSON_TYPES = new Set<number>([
  ...[pg.types.builtins.BOOL, pg.types.builtins.INT2, pg.types.builtins.INT4],
  ...[pg.types.builtins.FLOAT4, pg.types.builtins.FLOAT8],
  ...[pg.types.builtins.JSON, pg.types.builtins.JSONB],
]);
const asText = (value: string) => value;

/** Runs one statement by itself, which makes it its own transaction; rejects with the database's error. */
export async function runQuery(
  client: pg.PoolClient,
  { query, params = [], arrayMode }: NeonQuery,
  headers: NeonModes,
): Promise<unknown> {
  const rowAsArray = arrayMode ?? headers['neon-array-mode'] === 'true';
  const rawText = headers['neon-raw-text-output'] === 'true';
  const getTypeParser = (oid: number) =>
    rawText || !JSON_TYPES.has(oid) ? asText : pg.types.getTypeParser(oid, 'text');
  // The extended protocol refuses several statements in one text, as Neon does.
  const config = {
    text: query,
    values: [...params],
    queryMode: 'extended',
    ...(rowAsArray ? { rowMode: 'array' } : {}),
    types: { getTypeParser },
  };
  const { command, rowCount, rows, fields } = await client.query(config);
  return { command, rowCount, rows, fields, rowAsArray };
}

/** Runs statements in one transaction with the isolation that the headers ask for; all or nothing. */
export async function runBatch(
  client: pg.PoolClient,
  queries: readonly NeonQuery[],
  headers: NeonModes,
): Promise<{ results: unknown[] }> {
  await client.query(beginStatement(headers));
  try {
    const results: unknown[] = [];
    for (const query of queries) results.push(await runQuery(client, query, headers));
    await client.query('COMMIT');
    return { results };
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  }
}

function beginStatement(headers: NeonModes): string {
  const level = ISOLATION[String(headers['neon-batch-isolation-level'])];
  const readOnly = headers['neon-batch-read-only'] === 'true';
  const deferrable = headers['neon-batch-deferrable'] === 'true';
  return [
    'BEGIN',
    ...(level === undefined ? [] : [`ISOLATION LEVEL ${level}`]),
    ...(readOnly ? ['READ ONLY'] : []),
    ...(deferrable ? ['DEFERRABLE'] : []),
  ].join(' ');
}
