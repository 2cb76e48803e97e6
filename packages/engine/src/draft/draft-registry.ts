import type { FieldMap } from '../model/registry.ts';
import type { FieldSpec, RegistrySchema } from '../model/registry-schema.ts';
import { chooseCellType } from './choose-cell-type.ts';
import { type FieldFidelity, fidelityOf } from './fidelity.ts';
import { type MatchedColumns, matchColumns } from './match-columns.ts';
import { propertyOf } from './property-of.ts';
import { proposeKey } from './propose-key.ts';
import { type SampledColumn, type SampledTable, samplesOf } from './sampled-table.ts';

/** What the person who drafts a registry should know of the proposal. */
export interface DraftNote {
  /**
   * NO_KEY: no columns identify a record in all tables. ONE_TABLE: a column that matches none elsewhere, and is left
   * out. NOT_READ: a column of a type that is not read. NO_TYPE: columns of one name that hold nothing in common.
   * NOT_WRITABLE: no table takes a value of the field.
   */
  readonly code: 'NO_KEY' | 'ONE_TABLE' | 'NOT_READ' | 'NO_TYPE' | 'NOT_WRITABLE';
  readonly binding?: string;
  readonly column?: string;
  readonly message: string;
}

export interface RegistryProposal {
  readonly schema: RegistrySchema;
  readonly key: readonly string[];
  readonly bindings: readonly {
    readonly name: string;
    readonly connectionId: string;
    readonly table: SampledTable['ref'];
    readonly fields: Readonly<Record<string, FieldMap>>;
  }[];
  readonly fidelity: readonly FieldFidelity[];
  readonly notes: readonly DraftNote[];
}

/**
 * Proposes a registry over existing tables: which columns are one field, of which type, what identifies a record, and
 * what becomes of the sampled values on the way from each table to each other.
 */
export function draftRegistry(tables: readonly SampledTable[]): RegistryProposal {
  const notes: DraftNote[] = tables.flatMap(unreadColumns);
  const fields: { readonly matched: MatchedColumns; readonly spec: FieldSpec }[] = [];
  for (const matched of matchColumns(tables)) {
    const spec = specOf(matched, notes);
    if (spec !== null) fields.push({ matched, spec });
  }
  const key = proposeKey(
    tables,
    fields.map(({ matched }) => matched),
  );
  if (key.length === 0) {
    const message = 'no column identifies a row in every table; a registry needs one that does';
    notes.push({ code: 'NO_KEY', message });
  }
  const required = fields.filter(({ spec }) => spec.required).map(({ spec }) => spec.field);
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(fields.map(({ spec }) => [spec.field, propertyOf(spec)])),
      ...(required.length > 0 ? { required } : {}),
    },
    key,
    bindings: tables.map((table) => ({
      name: table.name,
      connectionId: table.connectionId,
      table: table.ref,
      fields: Object.fromEntries(fields.flatMap(({ matched }) => mapOf(matched, table))),
    })),
    fidelity: fields.flatMap(({ matched, spec }) => fidelityOf(matched, spec)),
    notes,
  };
}

function unreadColumns({ name, shape }: SampledTable): DraftNote[] {
  return shape.fields.flatMap(({ name: column, nativeType, cellType }) =>
    cellType === null
      ? [{ code: 'NOT_READ', binding: name, column, message: `${nativeType} is not read` } as const]
      : [],
  );
}

/** The field that matched columns make; null, with a note, where they make none. */
function specOf(matched: MatchedColumns, notes: DraftNote[]): FieldSpec | null {
  const { field, columns } = matched;
  const note = (code: DraftNote['code'], message: string) => {
    for (const { table, column } of columns) {
      notes.push({ code, binding: table.name, column: column.name, message });
    }
    return null;
  };
  if (columns.length === 1) return note('ONE_TABLE', 'no other table has such a column');
  if (columns.every(({ column }) => !column.writable)) {
    return note('NOT_WRITABLE', `no table takes a value of "${field}"`);
  }
  const cellType = chooseCellType(matched);
  if (cellType === null) return note('NO_TYPE', `the columns of "${field}" have no type in common`);
  const options = cellType.startsWith('enum') ? optionsOf(columns) : [];
  const isRequired = ({ table, column }: SampledColumn) =>
    table.definition.traits({ cellType, column }).required;
  return {
    field,
    cellType,
    required: columns.some(isRequired),
    ...(options.length > 0 ? { options } : {}),
  };
}

/** What any column lists, and what any shows. Columns that list none anywhere permit all. */
function optionsOf(columns: readonly SampledColumn[]): string[] {
  if (columns.every(({ column }) => (column.options ?? []).length === 0)) return [];
  const shown = columns.flatMap((column) => samplesOf(column).flat().map(String));
  return [...new Set([...columns.flatMap(({ column }) => column.options ?? []), ...shown])];
}

function mapOf({ field, columns }: MatchedColumns, table: SampledTable): [string, FieldMap][] {
  const own = columns.find((each) => each.table === table);
  if (own === undefined) return [];
  const { id, name, writable } = own.column;
  const isUnique = table.shape.fields.filter((other) => other.name === name).length === 1;
  return [[field, { column: isUnique ? name : id, access: writable ? 'both' : 'read' }]];
}
