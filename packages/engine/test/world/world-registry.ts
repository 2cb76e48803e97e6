import type { CellType } from '../../src/model/cell-type.ts';
import type { FieldMap, Registry } from '../../src/model/registry.ts';
import { SYSTEM_NAMES, type TableField } from '../../src/model/system.ts';

export type RegistryChanges = Partial<
  Pick<Registry, 'mode' | 'from' | 'conflicts' | 'deletes' | 'approval' | 'policy' | 'safety'>
> & {
  /** By binding and field: what its map has besides the column, or instead. */
  readonly maps?: Readonly<Record<string, Readonly<Record<string, Partial<FieldMap>>>>>;
};

const FIELDS: Readonly<Record<string, CellType>> = {
  code: 'text',
  name: 'text',
  status: 'enum',
  amount: 'decimal',
};

const SCHEMA = {
  type: 'object',
  properties: {
    code: { type: 'string' },
    name: { type: 'string', maxLength: 40 },
    status: { type: 'string', enum: ['open', 'done'] },
    amount: { type: 'number', maximum: 1000 },
  },
  required: ['name'],
};

/** The table of a world's registry, in each of its systems. */
export const WORLD_TABLE = 'table';

export const WORLD_COLUMNS: readonly TableField[] = Object.entries(FIELDS).map(
  ([name, cellType], i) => ({
    id: `c${i}`,
    name,
    nativeType: cellType,
    cellType,
    writable: true,
  }),
);

/** A registry with a table in every system, all of whose fields go both ways. */
export function worldRegistry(
  id: string,
  newId: () => string,
  { maps = {}, ...changes }: RegistryChanges = {},
): Omit<Registry, 'status'> {
  return {
    id,
    name: `world ${id}`,
    schema: SCHEMA,
    key: ['code'],
    bindings: SYSTEM_NAMES.map((system) => ({
      id: newId(),
      name: system,
      connectionId: newId(),
      system,
      table: { name: WORLD_TABLE },
      fields: Object.fromEntries(
        Object.keys(FIELDS).map((field) => [
          field,
          { column: field, access: 'both', ...maps[system]?.[field] },
        ]),
      ),
    })),
    mode: 'bidirectional',
    from: null,
    schedule: null,
    conflicts: { strategy: ['last-write-wins', 'hash'], fields: {} },
    deletes: { policy: 'propagate' },
    safety: { maxDeletePercent: 50, deleteFloor: 0, maxInvalidPercent: 50 },
    ...changes,
  };
}
