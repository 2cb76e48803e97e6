import process from 'node:process';
import { parseArgs } from 'node:util';
import { changeTableSql, PRUNE_SQL, REMOVE_ALL_SQL, removeChangeTableSql } from './change-table.ts';

/**
 * `node packages/engine/src/adapters/postgres/print-change-table.ts SCHEMA TABLE KEY_COLUMN… [--reader ROLE]`: prints
 * the SQL that has a customer's table note what changes in it; with `--remove` what takes it out again. `--remove-all`
 * and `--prune` need no table. Nothing is connected to. Exit code 2 for other arguments.
 */
const USAGE = 'SCHEMA TABLE KEY_COLUMN… [--reader ROLE | --remove] or --remove-all or --prune';

function sqlOf(args: readonly string[]): string | null {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: {
      reader: { type: 'string' },
      remove: { type: 'boolean' },
      'remove-all': { type: 'boolean' },
      prune: { type: 'boolean' },
    },
  });
  if (values['remove-all'] === true) return REMOVE_ALL_SQL;
  if (values.prune === true) return PRUNE_SQL;
  const [schema, name, ...identity] = positionals;
  if (schema === undefined || name === undefined || identity.length === 0) return null;
  const table = { schema, name, identity, reader: values.reader ?? null };
  return values.remove === true ? removeChangeTableSql(table) : changeTableSql(table);
}

const sql = sqlOf(process.argv.slice(2));
if (sql === null) process.stderr.write(`${USAGE}\n`);
else process.stdout.write(`${sql}\n`);
process.exitCode = sql === null ? 2 : 0;
