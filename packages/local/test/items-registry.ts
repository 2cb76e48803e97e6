import type { StackInfo } from '../src/stack/stack-info.ts';
import { ITEM_SCHEMA } from './item.ts';
import { ITEM_FIELD_MAPS, type ItemTables } from './item-tables.ts';

const SYSTEMS = ['notion', 'postgres', 'sheets'] as const;

/** What `POST /connections` takes for each system of a running stack. */
export function credentialsOf({ notion, postgres, google }: StackInfo) {
  return {
    notion: { kind: 'token', token: notion.token },
    postgres: { kind: 'url', url: postgres.url },
    sheets: { kind: 'serviceAccount', key: google.serviceAccount },
  };
}

/** Parts of a registry, and of its bindings, that shall be otherwise. */
export type RegistryChanges = readonly [
  changes?: Readonly<Record<string, unknown>>,
  bindings?: { readonly [system in keyof ItemTables]?: Readonly<Record<string, unknown>> },
];

/** What `POST /registries` takes for a registry over the three tables of items. */
export function registryOfItems(
  connections: Readonly<Record<keyof ItemTables, string>>,
  tables: ItemTables,
  ...[changes, bindings]: RegistryChanges
) {
  return {
    name: 'Items',
    schema: ITEM_SCHEMA,
    key: ['code'],
    bindings: SYSTEMS.map((system) => ({
      name: system,
      connectionId: connections[system],
      table: tables[system],
      fields: ITEM_FIELD_MAPS[system],
      ...bindings?.[system],
    })),
    mode: 'bidirectional',
    schedule: null,
    conflicts: { strategy: ['last-write-wins', 'hash'], fields: {} },
    deletes: { policy: 'propagate' },
    safety: { maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 1 },
    ...changes,
  };
}
