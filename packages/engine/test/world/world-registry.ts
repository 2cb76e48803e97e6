import type { CellType } from '../../src/model/cell-type.ts';
import type { FieldMap, Registry } from '../../src/model/registry.ts';
import type { RegistrySchema } from '../../src/model/registry-schema.ts';
import { SYSTEM_NAMES, type SystemName, type TableField } from '../../src/model/system.ts';

export type RegistryChanges = Partial<
  Pick<Registry, 'mode' | 'from' | 'conflicts' | 'deletes' | 'approval' | 'policy' | 'safety'>
> & {
  /** By binding and field: what its map has besides the column, or instead. */
  readonly maps?: Readonly<Record<string, Readonly<Record<string, Partial<FieldMap>>>>>;
};

/** What a world's registry holds, and where. */
export interface WorldShape<Name extends string = SystemName> {
  /** The system of each binding, in the order of the registry. Several may be of one. */
  readonly bindings: Readonly<Record<Name, SystemName>>;
  readonly fields: Readonly<Record<string, CellType>>;
  readonly schema: RegistrySchema;
  readonly key: readonly string[];
}

/** One binding in each system, named after it. */
export const WORLD_SHAPE: WorldShape = {
  bindings: { notion: 'notion', postgres: 'postgres', sheets: 'sheets' },
  fields: { code: 'text', name: 'text', status: 'enum', amount: 'decimal' },
  schema: {
    type: 'object',
    properties: {
      code: { type: 'string' },
      name: { type: 'string', maxLength: 40 },
      status: { type: 'string', enum: ['open', 'done'] },
      amount: { type: 'number', maximum: 1000 },
    },
    required: ['name'],
  },
  key: ['code'],
};

/** The table of a world's registry, in each of its systems. */
export const WORLD_TABLE = 'table';

/** A column of the same name for each field, as a system in memory has it. */
export function worldColumns(fields: WorldShape['fields']): readonly TableField[] {
  return Object.entries(fields).map(([name, cellType], i) => ({
    id: `c${i}`,
    name,
    nativeType: cellType,
    cellType,
    writable: true,
  }));
}

/** The name of the world's registry with that id. */
export function worldName(id: string): string {
  return `world ${id}`;
}

/** A registry with a table in every binding, all of whose fields go both ways. */
export function worldRegistry(
  id: string,
  newId: () => string,
  { maps = {}, ...changes }: RegistryChanges = {},
  { bindings, fields, schema, key }: WorldShape<string> = WORLD_SHAPE,
): Omit<Registry, 'status'> {
  return {
    id,
    name: worldName(id),
    schema,
    key,
    bindings: bindingsOf(bindings).map(([name, system]) => ({
      id: newId(),
      name,
      connectionId: newId(),
      system,
      table: { name: WORLD_TABLE },
      fields: Object.fromEntries(
        Object.keys(fields).map((field) => [
          field,
          { column: field, access: 'both', ...maps[name]?.[field] },
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

/** The bindings of a shape with their systems, in order. */
export function bindingsOf<Name extends string>(
  bindings: Readonly<Record<Name, SystemName>>,
): readonly (readonly [Name, SystemName])[] {
  return Object.entries(bindings).map(([name, system]) => {
    const known = SYSTEM_NAMES.find((each) => each === system);
    if (known === undefined) throw new Error(`"${name}" is in no system: ${system}`);
    return [name as Name, known];
  });
}
