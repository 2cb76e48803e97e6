import type { Guard } from './guard.ts';

const RUNS = ['test/pipeline/memory.test.ts', 'test/pipeline/notion-incremental.test.ts'];
const NOTION = ['src/adapters/notion/read-changes.test.ts', ...RUNS];

/** Guards of what an incremental fetch stands in from memory. */
export const GUARDS_OF_FETCH: readonly Guard[] = [
  {
    name: 'nothing is stood in after a sync that did not end well',
    file: 'src/sync/open-context.ts',
    find: 'start.isContinued &&',
    replace: '',
    tests: RUNS,
  },
  {
    name: 'nothing is stood in by a run whose changed columns a person accepted',
    file: 'src/sync/open-context.ts',
    find: 'start.approvedHash === null &&',
    replace: '',
    tests: RUNS,
  },
  {
    name: 'nothing is stood in where a mapped column is not what it was',
    file: 'src/sync/open-context.ts',
    find: 'canonicalJson(known) === canonicalJson(now)',
    replace: 'true',
    tests: RUNS,
  },
  {
    name: 'an undo reads every table whole',
    file: 'src/sync/1-fetch/fetch-changes.ts',
    find: ' && goal === null',
    replace: '',
    tests: RUNS,
  },
  {
    name: 'a row that is not there under its id has its table read whole',
    file: 'src/sync/1-fetch/fetch-changes.ts',
    find: 'isDetached || there.has(externalId)',
    replace: 'true || isDetached || there.has(externalId)',
    tests: RUNS,
  },
  {
    name: 'many rows to look at have their table read whole',
    file: 'src/sync/1-fetch/fetch-changes.ts',
    find: 'if (unproven.length > READ_ANEW_MAX) return null;',
    replace: '',
    tests: RUNS,
  },
  {
    name: 'a row that was emptied has its table read whole',
    file: 'src/sync/1-fetch/fetch-changes.ts',
    find: ' || read.blank > 0',
    replace: '',
    tests: RUNS,
  },
  {
    name: 'a row that no link knows has its table read whole',
    file: 'src/sync/1-fetch/fetch-changes.ts',
    find: 'if (await store.hasUnknownRows(name, registry.key)) return false;',
    replace: '',
    tests: RUNS,
  },
  {
    name: 'a table that was read in part is read from its beginning',
    file: 'src/sync/1-fetch/fetch-observations.ts',
    find: 'await run.store.unstageRows(name);',
    replace: '',
    tests: RUNS,
  },
  {
    name: 'edits of some minutes before the last read are told again',
    file: 'src/adapters/notion/read-changes.ts',
    find: ' - OVERLAP_MS',
    replace: '',
    tests: NOTION,
  },
  {
    name: 'a table with a computed column is read whole',
    file: 'src/adapters/notion/read-changes.ts',
    find: 'if (!isFollowed) return null;',
    replace: '',
    tests: NOTION,
  },
  {
    name: 'changes that Notion cuts off are not taken for all',
    file: 'src/adapters/notion/read-changes.ts',
    find: 'if (isCutOff(list)) {',
    replace: 'if (isCutOff(list) && cursor === "never") {',
    tests: NOTION,
  },
  {
    name: 'a row that stands in has not seen what its record became',
    file: 'src/sync/8-verify/confirm-record.ts',
    find: 'return !isDoneBy && (remembered === true ||',
    replace: 'return !isDoneBy && (remembered === undefined &&',
    tests: ['src/sync/8-verify/confirm-record.test.ts', 'test/pipeline/memory.test.ts'],
  },
  {
    name: 'an edit over a write that failed may not have seen the base',
    file: 'src/sync/4-resolve/find-candidates.ts',
    find: 'return from === undefined || entered ||',
    replace: 'return from === undefined ||',
    tests: ['test/pipeline/memory.test.ts'],
  },
];
