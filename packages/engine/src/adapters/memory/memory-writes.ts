import { must, unreachable } from '../../errors/assert.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import { cellsEqual } from '../../model/cell.ts';
import { keyText } from '../../model/key.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import type { RowPresence } from '../../model/row-presence.ts';
import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import { type FieldCodec, projectCell } from '../adapter.ts';
import { memoryCodec } from './memory-codec.ts';
import { findRow, isAmbiguous, keyReader, type MemoryView, observe } from './memory-rows.ts';
import type { MemoryRow, MemorySystem, MemoryTable } from './memory-system.ts';

/** Applies one write if its before-image holds; a write that took effect before is found again. */
export function applyWrite(
  system: MemorySystem,
  stored: MemoryTable,
  table: BoundTable,
  write: RowWrite,
  view: MemoryView,
): WriteOutcome {
  if (write.externalId !== null && isAmbiguous(stored.rows, table, write.externalId, view)) {
    const message = `more than one row is ${write.externalId}`;
    return { id: write.id, status: 'rejected', rule: 'AMBIGUOUS_KEY', message };
  }
  switch (write.kind) {
    case 'create':
      return createRow(system, stored, table, write, view);
    case 'update':
      return changeRow(stored, table, write, view, ['present']);
    case 'restore':
      return changeRow(stored, table, write, view, ['trashed', 'present']);
    case 'delete':
      return deleteRow(stored, table, write, view);
    default:
      return unreachable(write.kind);
  }
}

function createRow(
  system: MemorySystem,
  stored: MemoryTable,
  table: BoundTable,
  write: RowWrite,
  view: MemoryView,
): WriteOutcome {
  const key = keyText(table.key, write.key);
  if (key === null) {
    const message = 'a row without its key would not be found again';
    return { id: write.id, status: 'rejected', rule: 'KEY_REQUIRED', message };
  }
  const keyOf = keyReader(table);
  const same = stored.rows.find(
    (row) => row.presence === 'present' && keyText(table.key, keyOf(row)) === key,
  );
  if (same !== undefined) {
    const isOurs = write.attempted && showsAfter(observe(same, table, 0, view), table, write);
    if (isOurs) return done('already', write, same, table, view);
    return stale(write, 'another row has this key');
  }
  const encoded = encode(table, write);
  if (!encoded.ok) return encoded.refusal;
  const row = system.addRow(stored.name, {});
  for (const [column, native] of encoded.natives) row.values.set(column, native);
  return done('written', write, row, table, view);
}

function changeRow(
  stored: MemoryTable,
  table: BoundTable,
  write: RowWrite,
  view: MemoryView,
  from: readonly RowPresence[],
): WriteOutcome {
  const row = findChanged(stored, table, write, view);
  if (row === undefined || !from.includes(row.presence))
    return stale(write, 'the row is not there');
  const seen = observe(row, table, 0, view);
  if (row.presence === 'present' && showsAfter(seen, table, write)) {
    return done('already', write, row, table, view);
  }
  if (!showsBefore(seen, write, row.presence)) return stale(write, 'the row was edited meanwhile');
  if (row.presence !== 'present' && hasKey(stored, table, write)) {
    return stale(write, 'another row has this key');
  }
  const encoded = encode(table, write);
  if (!encoded.ok) return encoded.refusal;
  for (const [column, native] of encoded.natives) row.values.set(column, native);
  row.presence = 'present';
  row.editedAt = view.now();
  return done('written', write, row, table, view);
}

/** Whether a row that is there has the key that the write gives. */
function hasKey({ rows }: MemoryTable, table: BoundTable, write: RowWrite): boolean {
  const text = keyText(table.key, write.key);
  const keyOf = keyReader(table);
  return rows.some((row) => row.presence === 'present' && keyText(table.key, keyOf(row)) === text);
}

/** Where its key is its identity, an earlier attempt may have given the row its new one. */
function findChanged(
  { rows }: MemoryTable,
  table: BoundTable,
  write: RowWrite,
  view: MemoryView,
): MemoryRow | undefined {
  const row = findRow(rows, table, write.externalId ?? '', view);
  if (row !== undefined || view.capabilities.stableRowIds) return row;
  const text = keyText(table.key, write.key);
  const keyOf = keyReader(table);
  return rows.find(
    (other) =>
      keyText(table.key, keyOf(other)) === text &&
      showsAfter(observe(other, table, 0, view), table, write),
  );
}

function deleteRow(
  stored: MemoryTable,
  table: BoundTable,
  write: RowWrite,
  view: MemoryView,
): WriteOutcome {
  const externalId = must(write.externalId, 'a delete names its row');
  const row = findRow(stored.rows, table, externalId, view);
  const isGone = row === undefined || row.presence === 'trashed' || row.presence === 'gone';
  if (isGone) return { id: write.id, status: 'already', externalId, shown: null };
  if (row.presence !== 'present') return stale(write, 'the row is out of reach');
  if (!showsBefore(observe(row, table, 0, view), write, row.presence)) {
    return stale(write, 'the row was edited meanwhile');
  }
  row.editedAt = view.now();
  if (view.capabilities.deleteMeans === 'trash') row.presence = 'trashed';
  else stored.rows.splice(stored.rows.indexOf(row), 1);
  return { id: write.id, status: 'written', externalId, shown: null };
}

/**
 * The row shows what the write expects to find; a cell that cannot be read does not. Of a row in the trash EMPTY may
 * be expected, whatever it holds.
 */
function showsBefore({ cells }: ObservedRow, write: RowWrite, presence: RowPresence): boolean {
  return Object.entries(write.cells).every(([field, { before }]) => {
    const cell = cells[field];
    const isUnknown = before === null && presence === 'trashed';
    return isUnknown || (cell !== undefined && cellsEqual(cell, before));
  });
}

/** The row shows what the write wants, as far as its columns can show it. */
function showsAfter({ cells }: ObservedRow, table: BoundTable, write: RowWrite): boolean {
  return Object.entries(write.cells).every(([field, { after }]) => {
    const cell = cells[field];
    const shown = projectCell(codecOf(table, field), after);
    return cell !== undefined && cellsEqual(cell, shown.ok ? shown.cell : after);
  });
}

function codecOf(table: BoundTable, name: string): FieldCodec {
  const field = fieldOf(table, name);
  return must(memoryCodec(field), 'a bound column has a codec');
}

function fieldOf(table: BoundTable, name: string): BoundTable['fields'][number] {
  const field = table.fields.find((candidate) => candidate.field === name);
  return must(field, 'a write names mapped fields');
}

type Encoded =
  | { readonly ok: true; readonly natives: ReadonlyMap<string, unknown> }
  | { readonly ok: false; readonly refusal: WriteOutcome };

const READ_ONLY = { ok: false, rule: 'READ_ONLY', message: 'the column is computed' } as const;

function encode(table: BoundTable, write: RowWrite): Encoded {
  const natives = new Map<string, unknown>();
  for (const [name, { after }] of Object.entries(write.cells)) {
    const { writable } = fieldOf(table, name).column;
    const native = writable ? codecOf(table, name).encode(after) : READ_ONLY;
    if (!native.ok) {
      const { rule, message } = native;
      return {
        ok: false,
        refusal: { id: write.id, status: 'rejected', rule, message, field: name },
      };
    }
    natives.set(fieldOf(table, name).column.id, native.native);
  }
  return { ok: true, natives };
}

function done(
  status: 'written' | 'already',
  write: RowWrite,
  row: MemoryRow,
  table: BoundTable,
  view: MemoryView,
): WriteOutcome {
  const { cells, externalId, edited } = observe(row, table, 0, view);
  const id = must(externalId, 'a written row has an identity');
  return { id: write.id, status, externalId: id, shown: cells, edited };
}

function stale(write: RowWrite, message: string): WriteOutcome {
  return { id: write.id, status: 'stale', message };
}
