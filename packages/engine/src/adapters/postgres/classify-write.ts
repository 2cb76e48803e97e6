import { cellsEqual } from '../../model/cell.ts';
import type { WriteOutcome } from '../../model/write.ts';
import type { Clash } from './name-clashes.ts';
import type { OpenTable, ShownRow } from './open-table.ts';
import type { StatementRefused } from './postgres-errors.ts';
import type { PreparedCell, PreparedWrite } from './prepare-write.ts';
import { ruleOfLink } from './rule-of-link.ts';
import { showsKey } from './run-group.ts';

/** The outcome of a write that Postgres took, given what the row shows now. */
export function outcomeOfWritten(prepared: PreparedWrite, row: ShownRow | null): WriteOutcome {
  const { write, cells } = prepared;
  if (row === null) {
    return write.kind === 'delete'
      ? { id: write.id, status: 'written', externalId: write.externalId ?? '', shown: null }
      : readBackFailed(prepared, 'the row was not there any more when it was read back');
  }
  const reverted = write.kind === 'update' && cells.every((cell) => unchanged(cell, row));
  return reverted && cells.length > 0
    ? readBackFailed(prepared, 'the table (a trigger or a rule) kept the old values')
    : { id: write.id, status: 'written', externalId: row.externalId, shown: row.cells };
}

/** The outcome of an update or delete whose row did not meet the condition of the statement. */
export function outcomeOfUntouched(
  prepared: PreparedWrite,
  row: ShownRow | undefined,
): WriteOutcome {
  const { write, cells } = prepared;
  if (write.kind === 'delete') {
    if (row === undefined) {
      const externalId = write.externalId ?? '';
      return { id: write.id, status: 'already', externalId, shown: null };
    }
    const changed = cells.filter((cell) => !showsBefore(cell, row));
    return changed.length > 0
      ? stale(prepared, changedMessage(changed))
      : readBackFailed(prepared, 'the table (a trigger or a policy) kept the row');
  }
  if (row === undefined) {
    return stale(prepared, write.kind === 'create' ? 'its key is taken' : 'the row is gone');
  }
  if (cells.every((cell) => showsAfter(cell, row))) return already(prepared, row);
  const changed = cells.filter((cell) => !showsBefore(cell, row) && !showsAfter(cell, row));
  return changed.length > 0
    ? stale(prepared, changedMessage(changed))
    : readBackFailed(prepared, 'the table (a trigger or a policy) kept the old values');
}

/**
 * The outcome of a create whose key a row has. Only a repeated attempt can be that row's author. A row whose
 * key reads otherwise is of another record: the database takes the two keys for one, and always will.
 */
export function outcomeOfExisting(
  table: OpenTable,
  prepared: PreparedWrite,
  row: ShownRow,
): WriteOutcome {
  const { write, cells } = prepared;
  if (!showsKey(table, prepared, row)) {
    const key = Object.fromEntries(table.key.map(({ field }) => [field, row.cells[field] ?? null]));
    const message = `the database takes its key for that of the row ${JSON.stringify(key)}`;
    const [first] = table.key;
    const place = first === undefined ? {} : { field: first.field };
    return { id: write.id, status: 'rejected', rule: 'UNIQUE_CLASH', message, ...place };
  }
  if (write.attempted && cells.every((cell) => showsAfter(cell, row)))
    return already(prepared, row);
  return stale(prepared, `a row with the key ${JSON.stringify(write.key)} is there already`);
}

/**
 * The outcome of a row that Postgres refused for its data. Of another row that stands in its way only the
 * key is named.
 */
export function outcomeOfRefused(
  table: OpenTable,
  prepared: PreparedWrite,
  refusal: StatementRefused,
  clash: Clash | undefined,
): WriteOutcome {
  const link = refusal.rule === 'FOREIGN_KEY' ? ruleOfLink(table, prepared, refusal) : null;
  const field = link?.field ?? clash?.field ?? namedField(table, prepared, refusal);
  const holder = clash?.holder ?? null;
  const message = link?.message ?? refusal.message;
  return {
    id: prepared.write.id,
    status: 'rejected',
    rule: link?.rule ?? refusal.rule,
    message: holder === null ? message : `${message}: the row ${JSON.stringify(holder)}`,
    ...(field === undefined || field === null ? {} : { field }),
  };
}

/** The field of the column that an error names; one of another table means something only if this row writes one. */
function namedField(
  { catalogue, fields }: OpenTable,
  { cells }: PreparedWrite,
  { table, column }: StatementRefused,
): string | undefined {
  const written = cells.map(({ field }) => field);
  const candidates = table === catalogue.ref.name ? fields : written;
  return candidates.find((field) => field.column.name === column)?.field;
}

/** The outcome of a create whose row cannot be told from others: it is found again by its key. */
export function outcomeOfLost({ write }: PreparedWrite): WriteOutcome {
  const message = 'the row that was inserted does not show the key that was written';
  return { id: write.id, status: 'failed', rule: 'READ_BACK', message };
}

export function readBackFailed({ write, cells }: PreparedWrite, message: string): WriteOutcome {
  const field = cells[0]?.field.field;
  return {
    id: write.id,
    status: 'rejected',
    rule: 'READ_BACK',
    message,
    ...(field === undefined || write.kind === 'delete' ? {} : { field }),
  };
}

function already({ write }: PreparedWrite, row: ShownRow): WriteOutcome {
  return { id: write.id, status: 'already', externalId: row.externalId, shown: row.cells };
}

function stale({ write }: PreparedWrite, message: string): WriteOutcome {
  return { id: write.id, status: 'stale', message };
}

function changedMessage(cells: readonly PreparedCell[]): string {
  return `changed meanwhile: ${cells.map(({ field }) => field.field).join(', ')}`;
}

function unchanged(cell: PreparedCell, row: ShownRow): boolean {
  return showsBefore(cell, row) && !showsAfter(cell, row);
}

function showsBefore({ field, beforeCell }: PreparedCell, row: ShownRow): boolean {
  const cell = row.cells[field.field];
  return cell !== undefined && cellsEqual(cell, beforeCell);
}

function showsAfter({ field, afterCell }: PreparedCell, row: ShownRow): boolean {
  const cell = row.cells[field.field];
  return cell !== undefined && cellsEqual(cell, afterCell);
}
