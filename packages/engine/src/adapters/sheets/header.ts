import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { BoundField } from '../../model/bound-table.ts';

/** The header row is looked for in this many rows from the top. */
export const HEADER_ROWS_MAX = 5;

export interface Header {
  /** From 0. */
  readonly row: number;
  /** By column; null where the header cell is blank. */
  readonly names: readonly (string | null)[];
}

/**
 * The header of a tab: the first row that is not blank. Names are trimmed and compared in NFC.
 * @param rows the first rows of the tab
 * @throws CS_HEADER_MISSING, CS_HEADER_DUPLICATE with `details.column`
 */
export function findHeader(rows: readonly (readonly unknown[])[]): Header {
  const row = rows
    .slice(0, HEADER_ROWS_MAX)
    .findIndex((cells) => cells.some((cell) => headerName(cell) !== null));
  if (row < 0) {
    throw new ChittySyncError(
      'CS_HEADER_MISSING',
      `The tab has no header within its first ${HEADER_ROWS_MAX} rows.`,
    );
  }
  const names = (rows[row] ?? []).map(headerName);
  const duplicate = names.find((name, i) => name !== null && names.indexOf(name) !== i);
  if (duplicate !== undefined) {
    throw new ChittySyncError(
      'CS_HEADER_DUPLICATE',
      `Two columns have the header ${JSON.stringify(duplicate)}.`,
      { details: { column: duplicate } },
    );
  }
  return { row, names };
}

function headerName(cell: unknown): string | null {
  if (cell === null || cell === undefined) return null;
  const name = (typeof cell === 'boolean' ? String(cell).toUpperCase() : String(cell))
    .normalize('NFC')
    .trim();
  return name === '' ? null : name;
}

/**
 * The column of each field, from 0, by the header's names.
 * @throws CS_HEADER_MISSING when none of the fields is there, CS_COLUMN_MISSING with
 * `details.column`
 */
export function locateColumns(header: Header, fields: readonly BoundField[]): readonly number[] {
  const columns = fields.map(({ column }) => {
    const byId = header.names.indexOf(column.id);
    return byId >= 0 ? byId : header.names.indexOf(column.name);
  });
  const missing = fields.find((_field, i) => columns[i] === -1);
  if (missing === undefined) return columns;
  if (columns.every((column) => column === -1)) {
    throw new ChittySyncError(
      'CS_HEADER_MISSING',
      'The first row that is not blank holds none of the mapped headers.',
      { details: { row: header.row + 1 } },
    );
  }
  throw new ChittySyncError(
    'CS_COLUMN_MISSING',
    `The tab has no column ${JSON.stringify(missing.column.name)}.`,
    { details: { column: missing.column.name } },
  );
}
