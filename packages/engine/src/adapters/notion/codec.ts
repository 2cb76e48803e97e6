import type { BoundField } from '../../model/bound-table.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { FieldCodec } from '../adapter.ts';
import { dateCodec } from './date-codec.ts';
import { dateRangeCodec } from './date-range-codec.ts';
import { checkboxCodec, numberCodec } from './number-codec.ts';
import { optionCodec, optionSetCodec } from './option-codec.ts';
import { readOnlyCodec } from './read-only-codec.ts';
import { relationCodec } from './relation-codec.ts';
import { plainTextCodec, richTextCodec } from './text-codec.ts';

/** Cell types whose canonical form is text, so that a text property holds them without loss. */
const TEXT_FORMS: readonly CellType[] = [
  'text',
  'url',
  'email',
  'phone',
  'json',
  'date-range',
  'enum',
  'integer',
  'decimal',
  'date',
  'datetime',
];

/**
 * The codec between a field's cells and a property's values. Its native form is the property value of
 * the API: as read (`{id, type, rich_text: […]}`) for decode, as written (`{rich_text: […]}`) from
 * encode; decode takes both. Null where the property type cannot hold the cell type.
 */
export function notionCodec(field: BoundField): FieldCodec | null {
  const { cellType, column } = field;
  const { nativeType } = column;
  switch (nativeType) {
    case 'title':
    case 'rich_text':
      return TEXT_FORMS.includes(cellType) ? richTextCodec(nativeType, cellType) : null;
    case 'url':
    case 'email':
      return cellType === 'text' || cellType === nativeType
        ? plainTextCodec(nativeType, cellType)
        : null;
    case 'phone_number':
      return cellType === 'text' || cellType === 'phone'
        ? plainTextCodec(nativeType, cellType)
        : null;
    case 'number':
      return cellType === 'integer' || cellType === 'decimal' ? numberCodec(cellType) : null;
    case 'checkbox':
      return cellType === 'boolean' ? checkboxCodec() : null;
    case 'date':
      if (cellType === 'date-range') return dateRangeCodec();
      return cellType === 'date' || cellType === 'datetime' ? dateCodec(cellType) : null;
    case 'select':
    case 'status':
      return cellType === 'enum' ? optionCodec(nativeType, field) : null;
    case 'relation':
      return cellType === 'relation' ? relationCodec() : null;
    case 'multi_select':
      return cellType === 'enum-set' ? optionSetCodec(field) : null;
    default:
      return readOnlyCodec(nativeType, cellType);
  }
}
