import type { Guard } from './guard.ts';

const RELATIONS = ['test/pipeline/relations.test.ts', 'src/adapters/notion/relations.test.ts'];
const STORES = ['test/contract/memory-run-store.test.ts', ...RELATIONS];
const SAFETY = ['src/sync/5-preview/assess-safety.test.ts', ...RELATIONS];
const TABLES = ['src/adapters/sheets/native-tables.test.ts'];

/** Guards of relations between records, and of tables within tabs. */
export const GUARDS_OF_RELATIONS: readonly Guard[] = [
  {
    name: 'a relation that Notion shows in part is read to its end',
    file: 'src/adapters/notion/whole-pages.ts',
    find: 'if (!isCutOff(type, value)) return value;',
    replace: "if (type !== '') return value;",
    tests: RELATIONS,
  },
  {
    name: 'a relation that cannot be read to its end is not taken for a shorter one',
    file: 'src/adapters/notion/relation-codec.ts',
    find: 'if (isObject(native) && native.has_more === true) {',
    replace: 'if (native === undefined) {',
    tests: RELATIONS,
  },
  {
    name: 'a relation to rows of which one is missing is not written without it',
    file: 'src/adapters/notion/name-pages.ts',
    find: 'return refuse(RELATED_ROW_MISSING, `the related table has no row ${JSON.stringify(key)} yet`);',
    replace: 'continue;',
    tests: RELATIONS,
  },
  {
    name: 'one of several related rows with a key is not taken by guessing',
    file: 'src/adapters/notion/name-pages.ts',
    find: 'if (pages.length > 1) {',
    replace: 'if (pages.length > 9) {',
    tests: RELATIONS,
  },
  {
    name: 'a relation to a key that no record has goes nowhere',
    file: 'src/sync/3-validate/find-violations.ts',
    find: '?? checkRelation(spec, cell, rules.unknownKeys)',
    replace: '',
    tests: RELATIONS,
  },
  {
    name: 'a record to which others relate is not deleted unseen',
    file: 'src/sync/5-preview/assess-safety.ts',
    find: '...checkOrphaned(totals),',
    replace: '',
    tests: SAFETY,
  },
  {
    name: 'what was left out for a row that was missing is made up for',
    file: 'src/sync/6-apply/apply-plan.ts',
    find: 'await relateRows(run, open);',
    replace: '',
    tests: RELATIONS,
  },
  {
    name: 'a relation that somebody else changed meanwhile is not written a second time',
    file: 'src/model/left-out.ts',
    find: '&& cellsEqual(shown[field] ?? null, before)',
    replace: '&& !cellsEqual(shown[field] ?? null, after)',
    tests: STORES,
  },
  {
    name: 'the totals of a table are no row',
    file: 'src/adapters/sheets/read-rows.ts',
    find: 'tables.isFooter(row, columns)',
    replace: 'false',
    tests: TABLES,
  },
  {
    name: 'new rows come into the table that ends above them',
    file: 'src/adapters/sheets/native-tables.ts',
    find: 'if (end !== firstNewRow) return [];',
    replace: 'if (end !== -1) return [];',
    tests: TABLES,
  },
];
