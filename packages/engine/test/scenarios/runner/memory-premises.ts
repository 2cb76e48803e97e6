import type { AdapterCapabilities } from '../../../src/adapters/adapter.ts';
import { catalogue } from '../../../src/adapters/catalogue.ts';
import { MemorySystem } from '../../../src/adapters/memory/memory-system.ts';
import { must } from '../../../src/errors/assert.ts';
import type { Cells } from '../../../src/model/cell.ts';
import { SYSTEM_NAMES } from '../../../src/model/system.ts';
import { memorySystems } from '../../world/memory-systems.ts';
import { worldColumns } from '../../world/world-registry.ts';
import { emptyAsNull, findOne, type PeoplesTable, type Premises } from './peoples-table.ts';

/** Each system can do what the real one can: edit times, trash, identity of rows, size of writes. */
const CAPABILITIES = Object.fromEntries(
  SYSTEM_NAMES.map((system) => [system, catalogue[system].capabilities]),
);

/** A system in memory for each role. */
export function memoryPremises(roles: readonly string[], now: () => Date): Premises {
  const systems = Object.fromEntries(
    roles.map((role) => [role, new MemorySystem(`token of ${role}`, now)]),
  );
  let tables = 0;
  return {
    systems: memorySystems(systems, CAPABILITIES),
    async createTable(role, systemName, { fields, key }) {
      tables += 1;
      const name = `table ${tables} of ${role}`;
      const system = must(systems[role], 'a system for each role');
      const types = Object.fromEntries(fields.map((field) => [field.name, field.cellType]));
      system.addTable(name, worldColumns(types), key);
      return peoplesTable(system, name, catalogue[systemName].capabilities.deleteMeans);
    },
    async setTime() {},
  };
}

function peoplesTable(
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
    async add(row) {
      system.addRow(name, row);
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
