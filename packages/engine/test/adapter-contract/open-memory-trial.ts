import type { AdapterCapabilities } from '../../src/adapters/adapter.ts';
import { memoryDefinition } from '../../src/adapters/memory/memory-definition.ts';
import { MemorySystem } from '../../src/adapters/memory/memory-system.ts';
import { must } from '../../src/errors/assert.ts';
import type { TableField, TableRef } from '../../src/model/system.ts';
import { memoryPeoplesTable } from '../scenarios/runner/memory-peoples-table.ts';
import type { AdapterOnTrial } from './adapter-on-trial.ts';
import { CONTRACT_TABLE } from './contract-table.ts';

const TITLE = 'table';
const ROWS_PER_PAGE = 7;

/** A new system in memory that can do what is said of it. */
export async function openMemoryTrial(capabilities: AdapterCapabilities): Promise<AdapterOnTrial> {
  const now = () => new Date('2026-11-21T12:00:00.500Z');
  const credential = { kind: 'token', token: 'a-secret' } as const;
  const system = new MemorySystem(credential.token, now);
  const options = { capabilities, rowsPerPage: ROWS_PER_PAGE };
  const definition = memoryDefinition('postgres', [system], options);
  const adapter = definition.open(credential, {
    fetch,
    countRequest: () => undefined,
    now,
    newId: () => crypto.randomUUID(),
    wait: async () => undefined,
    baseUrls: {},
  });
  await adapter.createTable({ ...CONTRACT_TABLE, title: TITLE });
  const people = memoryPeoplesTable(system, TITLE, capabilities.deleteMeans);
  /** Replaces the column of that name by others. */
  const replace = (ref: TableRef, name: string, ...others: Partial<TableField>[]) => {
    const { fields } = must(system.tables.get(String(ref.name)), 'the table is there');
    const at = fields.findIndex((field) => field.name === name);
    const before = must(fields[at], `there is a column ${name}`);
    fields.splice(at, 1, ...others.map((other) => ({ ...before, ...other })));
  };
  return {
    definition,
    credential,
    adapter,
    people,
    rowsOfTwoPages: 2 * ROWS_PER_PAGE,
    unreadable: { field: 'count', cell: '3.5' },
    hands: {
      renameColumn: async (ref, from, to) => replace(ref, from, { name: to }),
      dropColumn: async (name) => replace(people.ref, name),
      async computeColumn(name, number) {
        for (const { externalId } of must(system.tables.get(TITLE), 'the table is there').rows) {
          system.editRow(TITLE, externalId, { [name]: number });
        }
        replace(people.ref, name, { writable: false });
      },
      async drop() {
        system.tables.delete(TITLE);
      },
    },
  };
}
