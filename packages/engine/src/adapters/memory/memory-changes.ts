import type { BoundTable } from '../../model/bound-table.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import type { ChangedPage } from '../adapter.ts';
import { findRow, type MemoryView, observe } from './memory-rows.ts';
import type { MemoryRow } from './memory-system.ts';

/** Since when rows were edited, and where the page of them begins. */
export interface ChangesQuery {
  readonly since: string;
  readonly start: number;
  readonly rowsPerPage: number;
}

/** One page of the rows that were edited since a time, as exactly as the system tells it, in the order of the table. */
export function changedPage(
  rows: readonly MemoryRow[],
  table: BoundTable,
  view: MemoryView,
  { since, start, rowsPerPage }: ChangesQuery,
): ChangedPage {
  const { editTime } = view.capabilities;
  const precisionMs = editTime === 'none' ? 1 : editTime.precisionMs;
  const first = Math.floor(Date.parse(since) / precisionMs) * precisionMs;
  const changed = rows.filter(
    ({ presence, editedAt }) => presence === 'present' && editedAt.getTime() >= first,
  );
  const end = start + rowsPerPage;
  const page = changed.slice(start, end).map((row, i) => observe(row, table, start + i, view));
  const shown = page.filter((row) => !isBlank(row));
  return {
    rows: shown,
    blank: page.length - shown.length,
    nextCursor: end < changed.length ? String(end) : null,
  };
}

/** The rows of those identities that are there. */
export function rowsById(
  rows: readonly MemoryRow[],
  table: BoundTable,
  view: MemoryView,
  externalIds: readonly string[],
): ObservedRow[] {
  return externalIds
    .flatMap((id, position) => {
      const row = findRow(rows, table, id, view);
      return row?.presence === 'present' ? [observe(row, table, position, view)] : [];
    })
    .filter((row) => !isBlank(row));
}

export function isBlank({ cells, problems }: ObservedRow): boolean {
  return problems.length === 0 && Object.values(cells).every((cell) => cell === null);
}
