import type { NewTable } from '../../src/adapters/adapter.ts';
import type { Cell, Cells } from '../../src/model/cell.ts';
import { CELL_TYPES } from '../../src/model/cell-type.ts';
import type { FieldMap } from '../../src/model/registry.ts';
import type { FieldSpec } from '../../src/model/registry-schema.ts';

const OPTIONS = ['open', 'done'];
const TAGS = ['a', 'b c', 'd'];

/** The keys of the rows that the relation is to. */
export const RELATED_KEYS = [
  ...Array.from({ length: 30 }, (_, i) => `K-${i + 1}`),
  '12',
  'Stats, Prob',
];

/** A table with a column of every cell type, and a second one of text beside the key. */
export const CONTRACT_TABLE: Omit<NewTable, 'title'> = {
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'name', cellType: 'text', required: false },
    { name: 'count', cellType: 'integer', required: false },
    { name: 'price', cellType: 'decimal', required: false },
    { name: 'done', cellType: 'boolean', required: false },
    { name: 'day', cellType: 'date', required: false },
    { name: 'at', cellType: 'datetime', required: false },
    { name: 'status', cellType: 'enum', required: false, options: OPTIONS },
    { name: 'tags', cellType: 'enum-set', required: false, options: TAGS },
    { name: 'site', cellType: 'url', required: false },
    { name: 'mail', cellType: 'email', required: false },
    { name: 'phone', cellType: 'phone', required: false },
    { name: 'span', cellType: 'date-range', required: false },
    { name: 'extra', cellType: 'json', required: false },
    { name: 'teams', cellType: 'relation', required: false },
  ],
};

/** The fields of a registry over such a table. */
export const SPECS: readonly FieldSpec[] = CONTRACT_TABLE.fields.map(({ name, ...spec }) => {
  return { ...spec, field: name };
});

/** Every field on the column of its name. */
export const MAPS: Readonly<Record<string, FieldMap>> = Object.fromEntries(
  SPECS.map(({ field }) => [field, { column: field, access: 'both' }]),
);

/** A row that every system holds as it is. */
export const FULL_ROW: Cells = {
  code: 'A',
  name: 'Ada',
  count: '-7',
  price: '12.5',
  done: true,
  day: '2026-02-28',
  at: '2026-02-28T23:59:00Z',
  status: 'open',
  tags: ['a', 'b c'],
  site: 'https://example.org/?q=1',
  mail: 'ada@example.org',
  phone: '+49 30 1234',
  span: '2026-02-28/2026-03-01',
  extra: '{"a":[1,true],"b":"x"}',
  teams: ['K-1', 'K-2'],
};

/** Canonical cells that tempt a system to change them, by field. Some systems refuse some of them. */
export const TEMPTING_CELLS: Readonly<Record<string, readonly Cell[]>> = {
  name: [
    '=1+2',
    "'quoted",
    '0012',
    'TRUE',
    '2026-01-31',
    '#REF!',
    ' padded ',
    'tab\tand\nline',
    '𝒳 a\u0308',
    'x'.repeat(60_000),
  ],
  count: ['0', '9007199254740991', '12345678901234567890', '-99999999999999999999'],
  price: ['0', '0.1', '-0.000001', '12345678901234567890.123456789'],
  done: [true, false],
  day: ['0001-01-01', '2024-02-29', '9999-12-31'],
  at: ['2026-07-25T16:57:28.5Z', '2026-07-25T16:57:28.123456Z', '9999-12-31T23:59:59Z'],
  status: ['done', 'lost', 'Open', 'a,b'],
  tags: [['d'], ['a', 'b c', 'd'], ['a', 'lost'], ['a,b'], [' a'], ['A', 'a']],
  site: ['mailto:x@example.org', `https://example.org/${'x'.repeat(3_000)}`],
  mail: ['a@b', `${'x'.repeat(300)}@example.org`],
  phone: ['0049', '=1+2', '1'.repeat(300)],
  span: [
    '2026-02-28/2026-02-28',
    '2026-02-28T10:00:00Z/2026-02-28T11:30:00Z',
    '2026-02-28T10:00:00.5Z/2026-02-28T10:00:00.5Z',
    '0001-01-01/9999-12-31',
  ],
  teams: [['K-3'], ['12'], ['K-1', 'K-2', 'K-3'], ['Stats, Prob']],
  extra: ['5', 'false', '[]', '{}', '"=1+2"', '""', JSON.stringify('x'.repeat(60_000))],
};

const UNTRIED = CELL_TYPES.filter((type) => {
  return !CONTRACT_TABLE.fields.some(({ cellType }) => cellType === type);
});
if (UNTRIED.length > 0) throw new Error(`the contract table lacks ${UNTRIED}`);
