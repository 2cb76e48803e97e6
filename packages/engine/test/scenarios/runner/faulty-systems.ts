import type { SystemAdapter, SystemDefinition } from '../../../src/adapters/adapter.ts';
import { canonicalJson } from '../../../src/crypto/canonical-json.ts';
import { unreachable } from '../../../src/errors/assert.ts';
import { ChittySyncError } from '../../../src/errors/chittysync-error.ts';
import type { TableRef } from '../../../src/model/system.ts';
import { Crash } from '../../world/direct-steps.ts';
import type { WorldSystems } from '../../world/world-state.ts';
import type { Fault } from './scenario-steps.ts';

/** What goes wrong with which table now, by `tableId`. */
export type Faults = ReadonlyMap<string, Fault>;

export function tableId(ref: TableRef): string {
  return canonicalJson(ref);
}

/** The same systems, whose adapters fail where the faults say so. */
export function faultySystems(systems: WorldSystems, faults: Faults): WorldSystems {
  const { notion, postgres, sheets } = systems.catalogue;
  const define = (definition: SystemDefinition): SystemDefinition => ({
    ...definition,
    open: (...given) => faultyAdapter(definition.open(...given), faults),
  });
  return {
    ...systems,
    catalogue: { notion: define(notion), postgres: define(postgres), sheets: define(sheets) },
  };
}

/** The cursor of the second half of a table. */
const REST = 'the rest';

function faultyAdapter(adapter: SystemAdapter, faults: Faults): SystemAdapter {
  const faultOf = (ref: TableRef) => faults.get(tableId(ref));
  return {
    ...adapter,
    async describeTable(ref) {
      if (faultOf(ref) !== 'access-lost') return adapter.describeTable(ref);
      throw new ChittySyncError('CS_TABLE_NOT_FOUND', 'the table is not shared any more');
    },
    async readPage(table, cursor) {
      if (faultOf(table.ref) !== 'unreadable-midway') return adapter.readPage(table, cursor);
      if (cursor === REST) throw new ChittySyncError('CS_SYSTEM_UNAVAILABLE', 'no more came');
      const { rows } = await adapter.readPage(table, cursor);
      return { rows: rows.slice(0, rows.length / 2), nextCursor: REST };
    },
    async applyWrites(table, writes) {
      const fault = faultOf(table.ref);
      if (fault === 'unwritable') {
        throw new ChittySyncError('CS_ACCESS_DENIED', 'the right to write was withdrawn');
      }
      const outcomes = await adapter.applyWrites(table, writes);
      switch (fault) {
        case 'answer-lost':
          throw new ChittySyncError('CS_SYSTEM_UNAVAILABLE', 'no answer came');
        case 'crash-after-write':
          throw new Crash();
        case undefined:
        case 'access-lost':
        case 'unreadable-midway':
          return outcomes;
        default:
          return unreachable(fault);
      }
    },
  };
}
