import type { Guard } from './guard.ts';

const CORE = ['src/sync'];
const RUNS = ['test/pipeline/memory.test.ts'];

/** Guards of the steps that look and decide. */
export const GUARDS_OF_DECISIONS: readonly Guard[] = [
  // 1 fetch, 2 diff
  {
    name: 'an absent row that nobody can look up is not deleted',
    file: 'src/sync/2-diff/choose-changed.ts',
    find: "?? 'unreachable'",
    replace: "?? 'gone'",
    tests: [...CORE, ...RUNS],
  },
  {
    name: 'only a trashed or gone row is a deletion',
    file: 'src/sync/2-diff/diff-record.ts',
    find: "row.presence === 'trashed' || row.presence === 'gone'",
    replace: 'row.presence !== null',
    tests: CORE,
  },
  {
    name: 'an edit is a difference from what the row showed, not from the base',
    file: 'src/sync/2-diff/diff-record.ts',
    find: '(from === undefined ? to === null : cellsEqual(from, to))',
    replace: 'false',
    tests: CORE,
  },
  {
    name: 'what a failed run wrote is no edit',
    file: 'src/sync/2-diff/diff-record.ts',
    find: 'if (cellsEqual(to, written)) return null;',
    replace: '',
    tests: [...CORE, ...RUNS],
  },
  {
    name: 'an old value that was put back over a write is an edit',
    file: 'src/sync/2-diff/diff-record.ts',
    find: 'if (!cellsEqual(to, seen)) return { from: seen, to, entered: true };',
    replace: '',
    tests: [...CORE, ...RUNS],
  },
  // 3 validate
  {
    name: 'a value that the schema refuses stays where it was made',
    file: 'src/sync/3-validate/validate-changes.ts',
    find: '!isBlocked(draft, change.binding, field)',
    replace: 'true',
    tests: CORE,
  },
  {
    name: 'a binding changes only what it may change',
    file: 'src/sync/3-validate/permissions.ts',
    find: "if (access === 'write') {",
    replace: "if (access === 'none') {",
    tests: CORE,
  },
  {
    name: 'a record keeps its key when another comes to take it',
    file: 'src/sync/3-validate/check-row.ts',
    find: 'if (row.keyTaken) {',
    replace: 'if (false) {',
    tests: [...CORE, ...RUNS],
  },
  {
    name: 'rows of one identity are not told apart by guessing',
    file: 'src/sync/3-validate/check-row.ts',
    find: 'if (row.duplicates.length > 0) {',
    replace: 'if (false) {',
    tests: [...CORE, ...RUNS],
  },
  // 4 resolve
  {
    name: 'overlapping edit times are a tie',
    file: 'src/sync/4-resolve/strategies.ts',
    find: 'candidate.editedFrom >= other.editedTo',
    replace: 'candidate.editedFrom >= (other.editedFrom ?? other.editedTo)',
    tests: CORE,
  },
  {
    name: 'a row that comes to show the base says nothing new',
    file: 'src/sync/4-resolve/find-candidates.ts',
    find: 'return known === undefined || !showsAlike(known, cell.to, field, bindings.get(change.binding));',
    replace: 'return true;',
    tests: CORE,
  },
  {
    name: 'a poorer form of a value is no value of its own',
    file: 'src/sync/4-resolve/find-candidates.ts',
    find: '.filter((offer) => !isPoorerForm(offer, offers, field, bindings))',
    replace: '',
    tests: CORE,
  },
  {
    name: 'a lagging row does not outvote those that hold the base',
    file: 'src/sync/4-resolve/find-candidates.ts',
    find: 'if (isContested) offers.push',
    replace: 'if (false) offers.push',
    tests: CORE,
  },
  {
    name: 'a decision about candidates that moved is void',
    file: 'src/sync/4-resolve/resolve-field.ts',
    find: 'if (resolution !== undefined && stillStands(resolution, candidates)) {',
    replace: 'if (resolution !== undefined) {',
    tests: [...CORE, ...RUNS],
  },
  {
    name: 'an edit outlives a deletion',
    file: 'src/sync/4-resolve/resolve-changes.ts',
    find: 'if (edits.length === 0 && unseen.length === 0)',
    replace: 'if (true)',
    tests: CORE,
  },
  {
    name: 'a deletion that was seen late gives way to what was decided meanwhile',
    file: 'src/sync/4-resolve/resolve-changes.ts',
    find: 'if (missed) return true;',
    replace: '',
    tests: [...CORE, ...RUNS],
  },
  {
    name: 'what was entered for certain is no echo',
    file: 'src/sync/4-resolve/find-candidates.ts',
    find: 'if (cell.entered) return true;',
    replace: '',
    tests: [...CORE, ...RUNS],
  },
  {
    name: 'a deletion waits while a row cannot be judged',
    file: 'src/sync/4-resolve/resolve-changes.ts',
    find: 'if (edits.length === 0 && isUnjudged)',
    replace: 'if (false)',
    tests: CORE,
  },
  {
    name: 'an undo keeps what was synced since',
    file: 'src/sync/4-resolve/pursue-goal.ts',
    find: '!cellsEqual(expected, base[field] ?? null) ||',
    replace: '',
    tests: [...CORE, ...RUNS],
  },
  {
    name: 'an undo keeps what was edited just now',
    file: 'src/sync/4-resolve/pursue-goal.ts',
    find: 'decision.fields.some((decided) => decided.field === field);',
    replace: 'false;',
    tests: [...CORE, ...RUNS],
  },
];
