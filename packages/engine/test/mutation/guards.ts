/** A guard of the product, and how to take it away: in `file` the text `find`, which is there once, becomes `replace`. */
export interface Guard {
  /** What the guard keeps from happening. */
  readonly name: string;
  /** Below `packages/engine`. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** Test files that are run, below `packages/engine`; those over the state database are in the project `pg`. */
  readonly tests: readonly string[];
}

const CORE = ['src/sync'];
const RUNS = ['test/pipeline/memory.test.ts'];
const STORES = ['test/contract/memory-run-store.test.ts'];
const SQL_STORE = ['test/contract/postgres-run-store.pg.test.ts'];

export const GUARDS: readonly Guard[] = [
  // 1 fetch, 2 diff
  {
    name: 'a part of a Notion table is not taken for the whole',
    file: 'src/adapters/notion/read-rows.ts',
    find: "list.request_status?.type === 'incomplete'",
    replace: 'false',
    tests: ['src/adapters/notion'],
  },
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
    find: 'from === undefined ? to !== null : !cellsEqual(from, to)',
    replace: 'true',
    tests: CORE,
  },
  // 3 validate
  {
    name: 'a value that the schema refuses stays where it was made',
    file: 'src/sync/3-validate/validate-changes.ts',
    find: '!draft.isBlocked(change.binding, field)',
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
    name: 'unknown edit times are a tie',
    file: 'src/sync/4-resolve/strategies.ts',
    find: `          other.editedTo !== null &&
`,
    replace: '',
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
  // 5 preview
  {
    name: 'a field that waits is written nowhere',
    file: 'src/sync/5-preview/plan-record.ts',
    find: 'before === undefined || this.decision.waiting.has(field)',
    replace: 'before === undefined',
    tests: CORE,
  },
  {
    name: 'a refused edit is not overwritten',
    file: 'src/sync/5-preview/plan-record.ts',
    find: 'if (this.isBlocked(row.binding, field)) continue;',
    replace: '',
    tests: CORE,
  },
  {
    name: 'no row is created beside one that may still be there',
    file: 'src/sync/5-preview/plan-record.ts',
    find: 'if (row.link !== null && !this.decision.unlink.includes(row.binding)) return null;',
    replace: '',
    tests: CORE,
  },
  {
    name: 'deletes at the limit pass, beyond it they halt',
    file: 'src/sync/5-preview/assess-safety.ts',
    find: '(part * 100) / whole > limit',
    replace: '(part * 100) / whole >= limit',
    tests: CORE,
  },
  {
    name: 'too many deletes halt the run',
    file: 'src/sync/5-preview/assess-safety.ts',
    find: '    ...checkDeletes(totals, limits),\n',
    replace: '',
    tests: [...CORE, ...RUNS],
  },
  {
    name: 'too many invalid rows halt the run',
    file: 'src/sync/5-preview/assess-safety.ts',
    find: '    ...checkInvalid(totals, limits),\n',
    replace: '',
    tests: CORE,
  },
  {
    name: 'an emptied table halts the run',
    file: 'src/sync/5-preview/assess-safety.ts',
    find: 'if (linkedBefore > 0 && observed === 0) {',
    replace: 'if (false) {',
    tests: [...CORE, ...RUNS],
  },
  {
    name: 'a table at another place halts the run',
    file: 'src/sync/5-preview/assess-safety.ts',
    find: '  if (moved) {',
    replace: '  if (false) {',
    tests: CORE,
  },
  {
    name: 'a table of which every row changed halts the run',
    file: 'src/sync/5-preview/assess-safety.ts',
    find: 'if (linkedBefore >= ALL_ROWS_CHANGED_MIN && edited >= linkedBefore) {',
    replace: 'if (false) {',
    tests: CORE,
  },
  {
    name: 'fields of approval halt the run',
    file: 'src/sync/5-preview/assess-safety.ts',
    find: '    ...checkApproval(totals, approval),\n',
    replace: '',
    tests: [...CORE, ...RUNS],
  },
  // The run
  {
    name: 'a halted run writes nothing',
    file: 'src/sync/run-sync.ts',
    find: "if (verdict.halts.length > 0) return endWithoutWrites(run, 'halted', verdict);",
    replace: '',
    tests: RUNS,
  },
  {
    name: 'a preview writes nothing',
    file: 'src/sync/run-sync.ts',
    find: "run.kind === 'preview' || run.goal !== null",
    replace: 'run.goal !== null',
    tests: RUNS,
  },
  {
    name: 'an undo writes nothing before it is approved',
    file: 'src/sync/run-sync.ts',
    find: "run.kind === 'preview' || run.goal !== null",
    replace: "run.kind === 'preview'",
    tests: RUNS,
  },
  {
    name: 'only the approved plan stands',
    file: 'src/model/standing-plan.ts',
    find: '|| approvedHash === planHash',
    replace: '|| approvedHash !== null',
    tests: [...RUNS, ...CORE],
  },
  // 6 apply
  {
    name: 'a row that was edited meanwhile is not written (memory)',
    file: 'src/adapters/memory/memory-writes.ts',
    find: "if (!showsBefore(cells, write, row.presence)) return stale(write, 'the row was edited meanwhile');",
    replace: '',
    tests: [...RUNS, 'src/adapters/memory'],
  },
  {
    name: 'what may have been written before is looked for first (memory)',
    file: 'src/adapters/memory/memory-writes.ts',
    find: 'if (same !== undefined) {',
    replace: 'if (false) {',
    tests: [...RUNS, 'src/adapters/memory'],
  },
  {
    name: 'the intent stands in the log before the first write',
    file: 'src/sync/6-apply/apply-plan.ts',
    find: 'await appendEntries(run.store, run.signer, [intentEntry(run, planHash)]);',
    replace: '',
    tests: [...RUNS, 'test/contract'],
  },
  {
    name: 'a fault of our own house stops the writes',
    file: 'src/sync/6-apply/apply-plan.ts',
    find: 'if (!isChittySyncError(error) || OUR_OWN.includes(error.code)) throw error;',
    replace: 'if (!isChittySyncError(error)) throw error;',
    tests: RUNS,
  },
  // 8 verify
  {
    name: 'only what was read back counts as shown',
    file: 'src/sync/8-verify/confirm-record.ts',
    find: 'return cell !== undefined && cellsEqual(cell, after);',
    replace: 'return true;',
    tests: CORE,
  },
  {
    name: 'a record is retired only when every row of it is gone',
    file: 'src/sync/8-verify/confirm-record.ts',
    find: 'const done = unconfirmed.length === 0 && !next.waits;',
    replace: 'const done = true;',
    tests: CORE,
  },
  // State
  {
    name: 'a run that lost its fence changes nothing (memory)',
    file: 'test/world/memory-run-store.ts',
    find: 'if (await this.holdsFence()) return;',
    replace: 'return;',
    tests: [...STORES, ...RUNS],
  },
  {
    name: 'a run that lost its fence changes nothing (Postgres)',
    file: 'src/db/run-fence.ts',
    find: 'if (!(await holdsFence(db, run))) throw fenced();',
    replace: '',
    tests: SQL_STORE,
  },
  {
    name: 'a base of another version is left alone',
    file: 'src/db/base-store.ts',
    find: '      WHERE rec.version = excluded.version - 1`',
    replace: '      `',
    tests: SQL_STORE,
  },
  {
    name: 'a deleted record is known again by its tombstone',
    file: 'src/db/base-store.ts',
    find: "SET state = 'tombstone'",
    replace: "SET state = 'detached'",
    tests: SQL_STORE,
  },
  {
    name: 'a tombstone is no link',
    file: 'src/model/row-view.ts',
    find: "remembered?.state === 'tombstone' ? null : remembered",
    replace: 'remembered',
    tests: [...STORES, ...RUNS],
  },
];
