import { catalogue } from '../../../src/adapters/catalogue.ts';
import { MemorySystem } from '../../../src/adapters/memory/memory-system.ts';
import { must } from '../../../src/errors/assert.ts';
import { SYSTEM_NAMES } from '../../../src/model/system.ts';
import { memorySystems } from '../../world/memory-systems.ts';
import { worldColumns } from '../../world/world-registry.ts';
import { memoryPeoplesTable } from './memory-peoples-table.ts';
import type { Premises } from './peoples-table.ts';

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
      return memoryPeoplesTable(system, name, catalogue[systemName].capabilities.deleteMeans);
    },
    async setTime() {},
  };
}
