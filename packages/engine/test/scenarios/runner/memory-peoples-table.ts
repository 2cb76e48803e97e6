import type { AdapterCapabilities } from '../../../src/adapters/adapter.ts';
import type { MemorySystem } from '../../../src/adapters/memory/memory-system.ts';
import { must } from '../../../src/errors/assert.ts';
import type { Cells } from '../../../src/model/cell.ts';
import { emptyAsNull, findOne, type PeoplesTable } from './peoples-table.ts';

/** A table of a system in memory, in which people work on the rows themselves. */
export function memoryPeoplesTable(
  system: MemorySystem,
  name: string,
  deleteMeans: AdapterCapabilities['deleteMeans'],
): PeoplesTable {
  const table = must(system.tables.get(name), 'the table was added');
  const rowsThat = (are: 'present' | 'trashed') =>
    table.rows
      .filter(({ presence }) => presence === are)
      .map((row) => {
        const cells = table.fields.map((field) => [
          field.name,
          emptyAsNull((row.values.get(field.id) ?? null) as Cells[string]),
        ]);
        return { row, cells: Object.fromEntries(cells) as Cells };
      });
  const present = () => rowsThat('present');
  return {
    ref: { name },
    async add(...rows) {
      for (const row of rows) system.addRow(name, row);
    },
    async edit(row, set) {
      system.editRow(name, findOne(present(), row).row.externalId, set);
    },
    async remove(row) {
      const found = findOne(present(), row).row;
      if (deleteMeans === 'trash') system.setPresence(name, found.externalId, 'trashed');
      else table.rows.splice(table.rows.indexOf(found), 1);
    },
    async untrash(row) {
      const { externalId } = findOne(rowsThat('trashed'), row).row;
      system.setPresence(name, externalId, 'present');
    },
    async alter(field, column) {
      const at = table.fields.findIndex((each) => each.name === field);
      const before = must(table.fields[at], `there is a column ${field}`);
      table.fields.splice(at, 1, ...(column === null ? [] : [{ ...before, ...column }]));
    },
    async reverse() {
      table.rows.reverse();
    },
    async rows() {
      return present().map(({ cells }) => cells);
    },
  };
}
