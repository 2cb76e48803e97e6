import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import type { RowPresence } from '../../model/row-presence.ts';
import type { TableRef, TableShape } from '../../model/system.ts';
import type { ChangeReader, NewTable, SystemAdapter } from '../adapter.ts';
import { changedPage, isBlank, rowsById } from './memory-changes.ts';
import { findRow, type MemoryView, observe } from './memory-rows.ts';
import type { MemoryRow, MemorySystem, MemoryTable } from './memory-system.ts';
import { applyWrite } from './memory-writes.ts';

export interface MemoryAdapterOptions extends MemoryView {
  readonly rowsPerPage: number;
}

/** The reference implementation of the port, on a system in memory; every rule of the port holds here. */
export function createMemoryAdapter(
  system: MemorySystem,
  options: MemoryAdapterOptions,
): SystemAdapter {
  const { capabilities, rowsPerPage, now } = options;
  const view = { capabilities, now };
  return {
    async check() {
      system.onRequest?.('check');
      return { ok: true, account: `memory ${system.token}`, problems: [] };
    },
    async listTables() {
      system.onRequest?.('listTables');
      return [...system.tables.values()].map(toShape);
    },
    async describeTable(ref) {
      system.onRequest?.('describeTable');
      return toShape(findTable(system, ref));
    },
    async createTable(table) {
      system.onRequest?.('createTable');
      return toShape(addTable(system, table));
    },
    async readPage(table, cursor) {
      system.onRequest?.('readPage');
      const stored = openTable(system, table);
      const rows = stored.rows.filter((row) => row.presence === 'present');
      const start = cursor === null ? 0 : Number(cursor);
      const end = start + rowsPerPage;
      const page = rows.slice(start, end).map((row, i) => observe(row, table, start + i, view));
      const shown = page.filter((row) => !isBlank(row));
      return { rows: shown, nextCursor: end < rows.length ? String(end) : null };
    },
    ...(capabilities.incrementalRead !== undefined
      ? {
          changes: {
            async readChanges(table, since, cursor) {
              system.onRequest?.('readChanges');
              const start = cursor === null ? 0 : Number(cursor);
              const { rows } = openTable(system, table);
              return changedPage(rows, table, view, {
                since: since.from,
                start,
                rowsPerPage,
              });
            },
            async readRows(table, externalIds) {
              system.onRequest?.('readRows');
              return rowsById(openTable(system, table).rows, table, view, externalIds);
            },
          } satisfies ChangeReader,
        }
      : {}),
    async lookUp(table, externalIds) {
      system.onRequest?.('lookUp');
      const { rows } = openTable(system, table);
      return new Map(externalIds.map((id) => [id, presenceOf(rows, table, id, view)]));
    },
    async applyWrites(table, writes) {
      system.onRequest?.('applyWrites');
      const stored = openTable(system, table);
      return writes.map((write) => applyWrite(system, stored, table, write, view));
    },
  };
}

function findTable(system: MemorySystem, ref: TableRef): MemoryTable {
  const table = system.tables.get(String(ref.name));
  if (table === undefined) {
    throw new ChittySyncError('CS_TABLE_NOT_FOUND', `there is no table "${ref.name}"`);
  }
  return table;
}

/** The table of a binding, with all its mapped columns. */
function openTable(system: MemorySystem, { ref, fields }: BoundTable): MemoryTable {
  const table = findTable(system, ref);
  const missing = fields.find(({ column }) => !table.fields.some(({ id }) => id === column.id));
  if (missing === undefined) return table;
  const { name } = missing.column;
  throw new ChittySyncError('CS_COLUMN_MISSING', `the table has no column "${name}"`, {
    details: { column: name, field: missing.field },
  });
}

function addTable(system: MemorySystem, { title, fields, key }: NewTable): MemoryTable {
  if (system.tables.has(title)) {
    throw new ChittySyncError('CS_STATE_CONFLICT', `there is a table "${title}" already`);
  }
  if (new Set(fields.map((field) => field.name)).size < fields.length) {
    throw new ChittySyncError('CS_INVALID_REQUEST', 'two fields have the same name');
  }
  const columns = fields.map(({ name, cellType, options, relatesTo }, i) => ({
    ...{ id: `col-${i + 1}`, name, nativeType: cellType, cellType, writable: true },
    ...(options === undefined ? {} : { options }),
    ...(relatesTo === undefined ? {} : { relatesTo }),
  }));
  return system.addTable(title, columns, key);
}

function toShape({ name, title, fields, keyCandidates }: MemoryTable): TableShape {
  return { table: { name }, title, fields: [...fields], keyCandidates };
}

function presenceOf(
  rows: readonly MemoryRow[],
  table: BoundTable,
  externalId: string,
  view: MemoryView,
): RowPresence {
  return findRow(rows, table, externalId, view)?.presence ?? 'gone';
}
