import type { Guard } from './guard.ts';

const MEMORY = ['test/pipeline/memory.test.ts', 'src/adapters/memory'];
const NOTION = ['src/adapters/notion'];
const SHEETS = ['src/adapters/sheets'];
const POSTGRES = ['src/adapters/postgres/postgres-adapter.pg.test.ts'];
const POSTGRES_CHANGES = ['src/adapters/postgres/read-changes.pg.test.ts'];
const POSTGRES_RACES = ['src/adapters/postgres/write-races.pg.test.ts'];

/** Guards of the adapters: what they read is whole, and what they write to is as it was. */
export const GUARDS_OF_ADAPTERS: readonly Guard[] = [
  {
    name: 'a part of a Notion table is not taken for the whole',
    file: 'src/adapters/notion/read-rows.ts',
    find: "list.request_status?.type === 'incomplete'",
    replace: 'false',
    tests: NOTION,
  },
  {
    name: 'a Notion page that was edited meanwhile is not written',
    file: 'src/adapters/notion/compare-row.ts',
    find: "if (!showsBefore(codecs, field, present.cell, before)) return { kind: 'stale', field: name };",
    replace: '',
    tests: NOTION,
  },
  {
    name: 'a key that another page has is not created again',
    file: 'src/adapters/notion/create-row.ts',
    find: 'if ((write.attempted || number > 0) && showsAll(codecs, page, wanted)) {',
    replace: 'if (Object.keys(wanted).length > 0) {',
    tests: NOTION,
  },
  {
    name: 'a cell of a sheet that was edited meanwhile is not written',
    file: 'src/adapters/sheets/decide-writes.ts',
    find: 'if (moved !== undefined) return stale(write, `${moved.field} is not as it was`);',
    replace: '',
    tests: SHEETS,
  },
  {
    name: 'a row of a sheet that was edited meanwhile is not deleted',
    file: 'src/adapters/sheets/decide-writes.ts',
    find: 'if (moved !== undefined) return stale(write, `${moved[0]} is not as it was`);',
    replace: '',
    tests: SHEETS,
  },
  {
    name: 'a key that a sheet has is not added again',
    file: 'src/adapters/sheets/decide-writes.ts',
    find: 'if (!write.attempted || !isSame) return stale(write, `there is a row with the key ${key}`);',
    replace: '',
    tests: SHEETS,
  },
  {
    name: 'a row of Postgres that was edited meanwhile is not written',
    file: 'src/adapters/postgres/write-statements.ts',
    find: 'AND ${expectedCells(cells)}',
    replace: '',
    tests: POSTGRES,
  },
  {
    name: 'a row of Postgres that was edited meanwhile is not deleted',
    file: 'src/adapters/postgres/write-statements.ts',
    find: '...cellsOf(writes).map((cell, i) => shows(cell, `v.b${i}`)),',
    replace: '',
    tests: POSTGRES,
  },
  {
    name: 'a table of which a policy hides rows is not read',
    file: 'src/adapters/postgres/run-statements.ts',
    find: "{ row_security: 'off' }",
    replace: '{}',
    tests: POSTGRES_RACES,
  },
  {
    name: 'a table of Postgres whose triggers were away is read whole',
    file: 'src/adapters/postgres/read-mark.ts',
    find: 'before.of === now.of &&',
    replace: '',
    tests: POSTGRES_CHANGES,
  },
  {
    name: 'a table of Postgres that a row left is read whole',
    file: 'src/adapters/postgres/read-changes.ts',
    find: '&& untold === 0',
    replace: '',
    tests: POSTGRES_CHANGES,
  },
  {
    name: 'a commit that comes late is told, though a later one was seen',
    file: 'src/adapters/postgres/read-changes.ts',
    find: 'AND NOT pg_visible_in_snapshot(e.xid, $2::pg_snapshot)',
    replace: 'AND e.xid >= pg_snapshot_xmax($2::pg_snapshot)',
    tests: POSTGRES_CHANGES,
  },
  {
    name: 'a trigger that does not fire in every session tells nothing',
    file: 'src/adapters/postgres/read-mark.ts',
    find: "AND g.tgenabled = 'A'",
    replace: '',
    tests: POSTGRES_CHANGES,
  },
  {
    name: 'a row that was edited meanwhile is not written (memory)',
    file: 'src/adapters/memory/memory-writes.ts',
    find: "if (!showsBefore(seen, write, row.presence)) return stale(write, 'the row was edited meanwhile');",
    replace: '',
    tests: MEMORY,
  },
  {
    name: 'what may have been written before is looked for first (memory)',
    file: 'src/adapters/memory/memory-writes.ts',
    find: 'if (same !== undefined) {',
    replace: 'if (false) {',
    tests: MEMORY,
  },
];
