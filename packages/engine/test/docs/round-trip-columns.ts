import type { BoundField } from '../../src/model/bound-table.ts';
import type { CellType } from '../../src/model/cell-type.ts';
import type { SystemName } from '../../src/model/system.ts';
import { LISTED_OPTIONS, PERMITTED_OPTIONS } from './round-trip-samples.ts';

/** A column as its system describes it. */
export interface NativeColumn {
  readonly nativeType: string;
  /** It has a list of options. */
  readonly listed?: true;
}

const plain = (nativeType: string): NativeColumn => ({ nativeType });
const listed = (nativeType: string): NativeColumn => ({ nativeType, listed: true });

const SHEET_KINDS = [
  ...['AUTOMATIC', 'TEXT', 'NUMBER', 'PERCENT', 'CURRENCY', 'SCIENTIFIC'],
  ...['DATE', 'DATE_TIME', 'TIME', 'BOOLEAN'],
];

/** Every native type that a codec knows, one of each kind that behaves differently. */
export const NATIVE_COLUMNS: Readonly<Record<SystemName, readonly NativeColumn[]>> = {
  notion: [
    ...['title', 'rich_text', 'url', 'email', 'phone_number', 'number', 'checkbox', 'date'].map(
      plain,
    ),
    ...['select', 'status', 'multi_select'].map(listed),
    plain('relation'),
    ...['created_time', 'last_edited_time', 'unique_id', 'formula', 'rollup'].map(plain),
    ...['created_by', 'last_edited_by', 'people', 'files'].map(plain),
  ],
  postgres: [
    ...['text', 'text not null', 'character varying(200)', 'character(5)', 'bpchar'].map(plain),
    ...['public.citext', 'uuid', 'smallint', 'integer', 'bigint', 'numeric', 'numeric(38,0)'].map(
      plain,
    ),
    ...['numeric(12,2)', 'real', 'double precision', 'boolean', 'date'].map(plain),
    ...['timestamp with time zone', 'timestamp without time zone'].map(plain),
    ...['timestamp(0) with time zone', 'time without time zone'].map(plain),
    ...['json', 'jsonb', 'daterange', 'tsrange', 'tstzrange'].map(plain),
    listed('public.status'),
    ...['time with time zone', 'interval', 'inet', 'cidr', 'macaddr', 'bit(3)', 'xml'].map(plain),
    ...['text[]', 'character varying(20)[]', 'integer[]', 'numeric(12,2)[]', 'uuid[]'].map(plain),
    ...['date[]', 'timestamp with time zone[]', 'boolean[]'].map(plain),
    listed('public.status[]'),
  ],
  sheets: ['Etc/GMT', 'Europe/Berlin'].flatMap((zone) => [
    ...SHEET_KINDS.map((kind) => plain(`${kind}@${zone}`)),
    listed(`ONE_OF_LIST@${zone}`),
  ]),
};

/** The column that ChittySync makes for a cell type where it creates the table. */
export const CREATED_COLUMNS: Readonly<Record<SystemName, Readonly<Record<CellType, string>>>> = {
  notion: {
    text: 'rich_text',
    integer: 'number',
    decimal: 'number',
    boolean: 'checkbox',
    date: 'date',
    datetime: 'date',
    enum: 'select',
    'enum-set': 'multi_select',
    relation: 'relation',
    url: 'url',
    email: 'email',
    phone: 'phone_number',
    'date-range': 'date',
    json: 'rich_text',
  },
  postgres: {
    text: 'text',
    integer: 'bigint',
    decimal: 'numeric',
    boolean: 'boolean',
    date: 'date',
    datetime: 'timestamp with time zone',
    enum: 'text',
    'enum-set': 'text[]',
    relation: 'text[]',
    url: 'text',
    email: 'text',
    phone: 'text',
    'date-range': 'text',
    json: 'jsonb',
  },
  sheets: {
    text: 'TEXT@Etc/GMT',
    integer: 'NUMBER@Etc/GMT',
    decimal: 'AUTOMATIC@Etc/GMT',
    boolean: 'AUTOMATIC@Etc/GMT',
    date: 'DATE@Etc/GMT',
    datetime: 'DATE_TIME@Etc/GMT',
    enum: 'ONE_OF_LIST@Etc/GMT',
    'enum-set': 'TEXT@Etc/GMT',
    relation: 'TEXT@Etc/GMT',
    url: 'TEXT@Etc/GMT',
    email: 'TEXT@Etc/GMT',
    phone: 'TEXT@Etc/GMT',
    'date-range': 'TEXT@Etc/GMT',
    json: 'TEXT@Etc/GMT',
  },
};

/** A field of a registry in that column. The schema permits every option of the samples. */
export function fieldIn({ nativeType, listed: hasList }: NativeColumn, cellType: CellType) {
  const column = { id: 'c', name: 'c', nativeType, cellType, writable: true };
  const field: BoundField = {
    field: 'f',
    cellType,
    access: 'both',
    column: hasList === undefined ? column : { ...column, options: LISTED_OPTIONS },
    options: PERMITTED_OPTIONS,
  };
  return field;
}
