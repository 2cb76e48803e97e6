import type { CellType } from '../../model/cell-type.ts';
import type { TableField } from '../../model/system.ts';
import type { PropertyDefinition } from './wire-shapes.ts';

const DEFAULT_CELL_TYPES: Readonly<Record<string, CellType>> = {
  title: 'text',
  rich_text: 'text',
  number: 'decimal',
  checkbox: 'boolean',
  date: 'date',
  select: 'enum',
  status: 'enum',
  multi_select: 'enum-set',
  url: 'url',
  email: 'email',
  phone_number: 'phone',
  created_time: 'datetime',
  last_edited_time: 'datetime',
  created_by: 'text',
  last_edited_by: 'text',
  people: 'enum-set',
  files: 'enum-set',
  relation: 'relation',
};

const WRITABLE: ReadonlySet<string> = new Set([
  'title',
  'rich_text',
  'number',
  'checkbox',
  'date',
  'select',
  'status',
  'multi_select',
  'url',
  'email',
  'phone_number',
  'relation',
]);

/** A property of a data source as a table field. Types that no cell type fits have `cellType` null. */
export function tableFieldOf(property: PropertyDefinition): TableField {
  const { id, name, type, relation } = property;
  const listed = property.select ?? property.multi_select ?? property.status;
  return {
    id,
    name,
    nativeType: type,
    cellType: type === 'unique_id' ? uniqueIdType(property) : (DEFAULT_CELL_TYPES[type] ?? null),
    writable: WRITABLE.has(type),
    ...(relation === undefined ? {} : { relatesTo: { dataSourceId: relation.data_source_id } }),
    ...(listed === undefined ? {} : { options: listed.options.map((option) => option.name) }),
  };
}

function uniqueIdType({ unique_id: id }: PropertyDefinition): CellType {
  return typeof id?.prefix === 'string' ? 'text' : 'integer';
}
