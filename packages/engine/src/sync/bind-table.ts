import type { ErrorCode } from '../errors/codes.ts';
import type { BoundField, BoundTable } from '../model/bound-table.ts';
import type { Binding } from '../model/registry.ts';
import type { FieldSpec } from '../model/registry-schema.ts';
import type { TableField, TableShape } from '../model/system.ts';

/** What stands between a binding and its table; `field` and `column` name the place. */
export interface BindingFault {
  readonly code: ErrorCode;
  readonly binding: string;
  readonly field?: string;
  readonly column?: string;
  readonly message: string;
}

export type BindResult =
  | { readonly ok: true; readonly table: BoundTable }
  | { readonly ok: false; readonly faults: readonly BindingFault[] };

/**
 * Resolves a binding's columns (by id, then by name) in the table as it stands now. All faults are
 * reported at once. Fields with access `none` are left out; key fields must be mapped.
 */
export function bindTable(
  binding: Pick<Binding, 'name' | 'fields'>,
  specs: readonly FieldSpec[],
  key: readonly string[],
  shape: TableShape,
  system: { codec(field: BoundField): unknown },
): BindResult {
  const faults: BindingFault[] = [];
  const fields: BoundField[] = [];
  const fault = (code: ErrorCode, message: string, place: { field?: string; column?: string }) =>
    faults.push({ code, binding: binding.name, message, ...place });
  for (const name of Object.keys(binding.fields)) {
    if (!specs.some((spec) => spec.field === name)) {
      fault('CS_INVALID_REQUEST', `the schema has no field "${name}"`, {
        field: name,
      });
    }
  }
  for (const spec of specs) {
    const map = binding.fields[spec.field];
    if (map === undefined || map.access === 'none') {
      if (key.includes(spec.field)) {
        fault('CS_KEY_MISSING', `key field "${spec.field}" is not mapped`, {
          field: spec.field,
        });
      }
      continue;
    }
    const place = { field: spec.field, column: map.column };
    const column = findColumn(shape, map.column);
    if (column === undefined) {
      fault('CS_COLUMN_MISSING', `the table has no column "${map.column}"`, place);
      continue;
    }
    const bound: BoundField = {
      field: spec.field,
      cellType: spec.cellType,
      access: column.writable ? map.access : readOnly(map.access),
      column,
      ...(map.onForbidden === undefined ? {} : { onForbidden: map.onForbidden }),
      ...(map.relatedColumn === undefined ? {} : { relatedColumn: map.relatedColumn }),
      ...(spec.options === undefined ? {} : { options: spec.options }),
    };
    if ((map.access === 'write' || map.onForbidden === 'revert') && !column.writable) {
      fault('CS_TYPE_UNSUPPORTED', `column "${map.column}" cannot be written`, place);
    } else if (system.codec(bound) === null) {
      const message = `column "${map.column}" (${column.nativeType}) cannot hold ${spec.cellType}`;
      fault('CS_TYPE_UNSUPPORTED', message, place);
    } else fields.push(bound);
  }
  if (faults.length > 0) return { ok: false, faults };
  const isIdentity = ({ field, column }: BoundField) =>
    key.includes(field) && shape.identity?.includes(column.name) === true;
  const keyIdentifies = fields.some(isIdentity) ? { keyIdentifies: true } : {};
  return { ok: true, table: { ref: shape.table, fields, key, ...keyIdentifies } };
}

/** A column by its id, else by its name. */
export function findColumn(shape: TableShape, column: string): TableField | undefined {
  return (
    shape.fields.find((field) => field.id === column) ??
    shape.fields.find((field) => field.name === column)
  );
}

function readOnly(access: BoundField['access']): BoundField['access'] {
  return access === 'both' ? 'read' : access;
}
