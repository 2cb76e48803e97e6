import type { LocalDatabase } from '../../../src/adapters/postgres/local-database.fixture.ts';
import { canonicalJson } from '../../../src/crypto/canonical-json.ts';
import { must } from '../../../src/errors/assert.ts';
import type { Cell, Cells } from '../../../src/model/cell.ts';
import type { CellType } from '../../../src/model/cell-type.ts';
import {
  emptyAsNull,
  findOne,
  instant,
  type PeoplesTable,
  type TableShapeOfRole,
} from './peoples-table.ts';

const TYPES: Readonly<Record<CellType, string>> = {
  text: 'text',
  integer: 'bigint',
  decimal: 'numeric',
  boolean: 'boolean',
  date: 'date',
  datetime: 'timestamptz',
  enum: 'text',
  'enum-set': 'text[]',
  relation: 'text[]',
  url: 'text',
  email: 'text',
  phone: 'text',
  'date-range': 'text',
  json: 'jsonb',
};

/** A new table, in which people work with SQL. Rows have an id of their own; nothing else is unique. */
export async function postgresPeoplesTable(
  { sql }: LocalDatabase,
  title: string,
  { fields }: TableShapeOfRole,
): Promise<PeoplesTable> {
  const name = title.replaceAll(' ', '_');
  const columns = fields.map((field) => `"${field.name}" ${TYPES[field.cellType]}`);
  const id = 'row_id bigint generated always as identity primary key';
  await sql(`create table "${name}" (${[id, ...columns].join(', ')})`);
  const present = async () => {
    // As text in the form of JSON: a driver would make its own values of them.
    const list = fields.map((field) => `to_jsonb("${field.name}")::text`);
    const rows = await sql(`select ${['row_id', ...list].join(', ')} from "${name}"`);
    return rows.map(([rowId, ...texts]) => ({ rowId, cells: toCells(fields, texts) }));
  };
  const params = (cells: Cells) => Object.values(cells).map(toParam);
  return {
    ref: { schema: 'public', name },
    async add(...rows) {
      const given = fields.map((field) => field.name).filter((f) => rows.some((row) => f in row));
      const names = given.map((field) => `"${field}"`);
      const lines = rows.map((_, i) => {
        return `(${given.map((_, j) => `$${i * given.length + j + 1}`)})`;
      });
      const cells = rows.flatMap((row) => given.map((field) => toParam(row[field] ?? null)));
      await sql(`insert into "${name}" (${names}) values ${lines}`, cells);
    },
    async edit(row, set) {
      const { rowId } = findOne(await present(), row);
      const sets = Object.keys(set).map((field, i) => `"${field}" = $${i + 2}`);
      await sql(`update "${name}" set ${sets} where row_id = $1`, [rowId, ...params(set)]);
    },
    async remove(row) {
      const { rowId } = findOne(await present(), row);
      await sql(`delete from "${name}" where row_id = $1`, [rowId]);
    },
    async reverse() {},
    rows: async () => (await present()).map(({ cells }) => cells),
  };
}

function toParam(cell: Cell): unknown {
  return Array.isArray(cell) ? [...cell] : cell;
}

function toCells(fields: TableShapeOfRole['fields'], texts: readonly unknown[]): Cells {
  return Object.fromEntries(
    fields.map(({ name, cellType }, i) => {
      const text = texts[i] ?? null;
      return [name, text === null ? null : cellOf(cellType, String(must(text, 'a text')))];
    }),
  );
}

/** Numbers keep their digits; all else is JSON, and a cell of JSON is its text. */
function cellOf(type: CellType, json: string): Cell {
  if (type === 'integer' || type === 'decimal') return json;
  const value = JSON.parse(json) as Cell;
  if (type === 'json') return canonicalJson(value);
  if (type === 'datetime') return instant(String(value));
  return emptyAsNull(Array.isArray(value) ? value.toSorted() : value);
}
