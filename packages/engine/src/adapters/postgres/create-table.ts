import { assert } from '../../errors/assert.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { NewTable } from '../adapter.ts';
import { StatementRefused } from './postgres-errors.ts';
import { writeStatements } from './run-statements.ts';
import type { SqlClient } from './sql-client.ts';
import { isIdentifier, quoteIdentifier, quoteLiteral } from './sql-identifier.ts';

type NewField = NewTable['fields'][number];

const COLUMN_TYPES: Readonly<Record<CellType, string>> = {
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
  // A range type of Postgres holds either dates or instants, a date-range both.
  'date-range': 'text',
  json: 'jsonb',
};

/**
 * Creates the table in one statement. The key fields are the primary key.
 * @throws CS_STATE_CONFLICT when a table of that name is there; CS_INVALID_REQUEST for a bad name.
 */
export async function createTable(
  client: SqlClient,
  table: NewTable,
): Promise<{ readonly schema: string; readonly name: string }> {
  const schema = String(table.parent?.schema ?? 'public');
  const ref = { schema, name: table.title };
  for (const name of [schema, table.title, ...table.fields.map((field) => field.name)]) {
    if (!isIdentifier(name)) {
      throw invalid(`${JSON.stringify(name)} cannot be a name in Postgres (1 to 63 bytes)`);
    }
  }
  if (new Set(table.fields.map((field) => field.name)).size < table.fields.length) {
    throw invalid('two fields have the same name');
  }
  assert(table.key.length > 0, 'a new table has a key');
  const sql = `${quoteIdentifier(schema)}.${quoteIdentifier(table.title)}`;
  const columns = table.fields.map(columnDefinition);
  const key = `PRIMARY KEY (${table.key.map(quoteIdentifier).join(', ')})`;
  try {
    const text = `CREATE TABLE ${sql} (${[...columns, key].join(', ')})`;
    await writeStatements(client, [{ text, params: [] }]);
  } catch (error) {
    if (error instanceof StatementRefused) throw invalid(error.message);
    throw error;
  }
  return ref;
}

/** The permitted options of an enum are a CHECK, so that new options need no new type. */
function columnDefinition(field: NewField): string {
  const name = quoteIdentifier(field.name);
  const check =
    field.cellType === 'enum' && field.options !== undefined && field.options.length > 0
      ? ` CHECK (${name} IN (${field.options.map(quoteLiteral).join(', ')}))`
      : '';
  return `${name} ${COLUMN_TYPES[field.cellType]}${field.required ? ' NOT NULL' : ''}${check}`;
}

function invalid(message: string): ChittySyncError {
  return new ChittySyncError('CS_INVALID_REQUEST', `the table cannot be created: ${message}`);
}
