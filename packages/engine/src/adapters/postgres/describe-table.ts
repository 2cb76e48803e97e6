import type { TableField, TableShape } from '../../model/system.ts';
import { naturalCellType } from './column-type.ts';
import { formatNativeType } from './native-type.ts';
import type { CatalogueColumn, TableCatalogue } from './table-catalogue.ts';
import { titleOf } from './table-ref.ts';

/** A table as the core sees it. Generated columns, and those of types that are not read or only shown, are not writable. */
export function describeTable(catalogue: TableCatalogue): TableShape {
  return {
    table: catalogue.ref,
    title: titleOf(catalogue.ref),
    fields: catalogue.columns.map((column) => describeColumn(column, catalogue.isTable)),
    keyCandidates: catalogue.keys,
    ...(catalogue.keys[0] === undefined ? {} : { identity: catalogue.keys[0] }),
    ...(catalogue.epoch === null ? {} : { epoch: catalogue.epoch }),
  };
}

/** One column; also what the codec of a column as it is now is made from. */
export function describeColumn(column: CatalogueColumn, isTable: boolean): TableField {
  const readable = column.type !== null;
  return {
    id: column.id,
    name: column.name,
    nativeType: formatNativeType(column.formattedType, column.notNull, column.hasDefault),
    cellType: naturalCellType(column.type),
    writable: isTable && readable && !column.generated && column.type?.kind !== 'shown',
    ...(readable && column.labels !== null ? { options: column.labels } : {}),
  };
}
