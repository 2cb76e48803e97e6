import { expect } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import type { Cell, Cells } from '../../model/cell.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import type { SystemAdapter } from '../adapter.ts';

/** The tab that most tests of this adapter work on; its key is `code`. */
export const TYPES = { code: 'text', name: 'text', amount: 'decimal', done: 'boolean' } as const;
export const HEADER = ['code', 'name', 'amount', 'done'];

let lastId = 0;

/**
 * A write of cells given as `[before, after]`. The key is `code`, as written or as the row has it.
 */
export function write(
  kind: RowWrite['kind'],
  externalId: string | null,
  cells: Record<string, [Cell, Cell]>,
  more: Partial<RowWrite> = {},
): RowWrite {
  lastId += 1;
  const key: Cells = { code: cells.code?.[1] ?? externalId };
  const images = Object.entries(cells).map(([f, [before, after]]) => [f, { before, after }]);
  return {
    id: `w${lastId}`,
    kind,
    externalId,
    key,
    cells: Object.fromEntries(images),
    attempted: false,
    ...more,
  };
}

export function create(cells: Record<string, Cell>, more: Partial<RowWrite> = {}): RowWrite {
  const images = Object.entries(cells).map(([f, after]): [string, [Cell, Cell]] => [
    f,
    [null, after],
  ]);
  return write('create', null, Object.fromEntries(images), more);
}

/** The outcomes of one chunk, one for each write and in their order. */
export async function apply(
  adapter: SystemAdapter,
  table: BoundTable,
  ...writes: RowWrite[]
): Promise<readonly WriteOutcome[]> {
  const outcomes = await adapter.applyWrites(table, writes);
  expect(outcomes.map(({ id }) => id)).toEqual(writes.map(({ id }) => id));
  return outcomes;
}

/** All pages of a table. */
export async function readAll(adapter: SystemAdapter, table: BoundTable): Promise<ObservedRow[]> {
  const rows: ObservedRow[] = [];
  let cursor: string | null = null;
  do {
    const page = await adapter.readPage(table, cursor);
    rows.push(...page.rows);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return rows;
}
