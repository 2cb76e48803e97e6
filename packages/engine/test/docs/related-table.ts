import type { SystemAdapter, SystemDefinition } from '../../src/adapters/adapter.ts';
import { must } from '../../src/errors/assert.ts';
import type { TableRef } from '../../src/model/system.ts';
import { RELATED_KEYS } from './round-trip-samples.ts';

/** Creates the table that the relations among the samples are to, with a row for each key. */
export async function createRelatedTable(
  adapter: SystemAdapter,
  { capabilities }: SystemDefinition,
): Promise<TableRef> {
  const field = { name: 'code', cellType: 'text', required: true } as const;
  const shape = await adapter.createTable({ title: 'Related', key: ['code'], fields: [field] });
  const column = must(shape.fields[0], 'a table has the column that it was created with');
  const fields = [{ field: 'code', cellType: 'text', access: 'both', column }] as const;
  const table = { ref: shape.table, key: ['code'], fields };
  const writes = RELATED_KEYS.map((code) => ({
    id: code,
    kind: 'create' as const,
    externalId: null,
    key: { code },
    cells: { code: { before: null, after: code } },
    attempted: false,
  }));
  for (let from = 0; from < writes.length; from += capabilities.rowsPerWriteMax) {
    await adapter.applyWrites(table, writes.slice(from, from + capabilities.rowsPerWriteMax));
  }
  return shape.table;
}
