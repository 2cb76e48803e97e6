import type { ColumnTraits } from '../../model/shape-change.ts';
import type { TableField } from '../../model/system.ts';
import { splitNativeType } from './native-type.ts';

/** The type with its modifier, and whether it takes NULL. A default that came or went changes nothing that is there. */
export function columnTraits({ column }: { readonly column: TableField }): ColumnTraits {
  const { formatted, notNull } = splitNativeType(column.nativeType);
  return { type: formatted, required: notNull };
}
