import type { CellType } from '../../model/cell-type.ts';

/**
 * A type of text: `max` is its length in characters; `padded` is char(n), whose trailing blanks
 * mean nothing.
 */
export interface TextType {
  readonly kind: 'text';
  readonly max: number | null;
  readonly padded: boolean;
}

export interface EnumType {
  readonly kind: 'enum';
  readonly labels: readonly string[];
}

export interface NumericType {
  readonly kind: 'numeric';
  readonly precision: number | null;
  readonly scale: number;
}

/** A time of day, with its offset from UTC or without. */
export interface TimeType {
  readonly kind: 'time';
  readonly zone: boolean;
  readonly digits: number;
}

/** `least` is the smallest unit that the column keeps, `digits` those of a second. */
export interface IntervalType {
  readonly kind: 'interval';
  readonly least: 'year' | 'month' | 'day' | 'hour' | 'minute' | 'second';
  readonly digits: number;
}

/** `length` is exact unless the type varies; null is any. */
export interface BitsType {
  readonly kind: 'bits';
  readonly length: number | null;
  readonly varying: boolean;
}

export interface ArrayType {
  readonly kind: 'array';
  readonly element: ElementType;
}

/** What an array may hold: types with an order, whose cell is one text. */
export type ElementType = Exclude<
  ColumnType,
  { readonly kind: 'array' | 'range' | 'json' | 'shown' }
>;

/** A type of Postgres that a column can be mapped with; `shown` is read as its text and never written. */
export type ColumnType =
  | TextType
  | EnumType
  | NumericType
  | { readonly kind: 'integer'; readonly bits: 16 | 32 | 64 }
  | { readonly kind: 'float'; readonly bits: 32 | 64 }
  | { readonly kind: 'boolean' }
  | { readonly kind: 'date' }
  | { readonly kind: 'timestamp'; readonly zone: boolean; readonly digits: number }
  | { readonly kind: 'uuid' }
  | TimeType
  | IntervalType
  | { readonly kind: 'inet'; readonly isNetwork: boolean }
  | { readonly kind: 'mac'; readonly bytes: 6 | 8 }
  | BitsType
  | { readonly kind: 'shown' }
  | { readonly kind: 'json' }
  | { readonly kind: 'range'; readonly of: 'date' | 'local' | 'instant' }
  | ArrayType;

/** The cell type that a column holds by default. */
export function naturalCellType(type: ColumnType | null): CellType | null {
  if (type === null) return null;
  switch (type.kind) {
    case 'numeric':
      return type.precision !== null && type.scale === 0 ? 'integer' : 'decimal';
    case 'float':
      return 'decimal';
    case 'timestamp':
      return 'datetime';
    case 'uuid':
    case 'time':
    case 'interval':
    case 'inet':
    case 'mac':
    case 'bits':
    case 'shown':
      return 'text';
    case 'array':
      return 'enum-set';
    case 'range':
      return 'date-range';
    default:
      return type.kind;
  }
}
