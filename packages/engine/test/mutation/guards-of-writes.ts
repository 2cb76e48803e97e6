import type { Guard } from './guard.ts';

const CORE = ['src/sync'];
const RUNS = ['test/pipeline/memory.test.ts'];
const STORES = ['test/contract/memory-run-store.test.ts'];
const SQL_STORE = ['test/contract/postgres-run-store.pg.test.ts'];

/** Guards of the steps that plan, write and keep. */
export const GUARDS_OF_WRITES: readonly Guard[] = [
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
    find: 'if (isBlocked(this.validation, row.binding, field)) continue;',
    replace: '',
    tests: CORE,
  },
  {
    name: 'no row is created while a required field waits',
    file: 'src/sync/5-preview/plan-record.ts',
    find: "if (waits && access !== 'read' && this.rules.required.has(field)) return null;",
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
    name: 'a key column that was moved apart from the rest halts the run',
    file: 'src/sync/5-preview/assess-safety.ts',
    find: 'if (permuted >= PERMUTED_ROWS_MIN) {',
    replace: 'if (permuted < 0) {',
    tests: CORE,
  },
  {
    name: 'a changed table halts the run before it is read',
    file: 'src/sync/open-context.ts',
    find: 'if (!verdict.isAccepted) throw new TableChanged(start.kind, verdict);',
    replace: '',
    tests: RUNS,
  },
  {
    name: 'only these changes of tables are approved',
    file: 'src/sync/judge-tables.ts',
    find: 'isAccepted: canGoOn && approvedHash === planHash',
    replace: 'isAccepted: canGoOn && approvedHash !== null',
    tests: [...CORE, ...RUNS],
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
    tests: ['src/model/standing-plan.test.ts', ...RUNS, ...CORE],
  },
  // 6 apply
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
    file: 'src/db/advance-rows.ts',
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
  {
    name: 'what a failed run wrote is remembered (Postgres)',
    file: 'src/db/end-run.ts',
    find: 'await rememberDoubts(state, run);',
    replace: '',
    tests: SQL_STORE,
  },
  {
    name: 'a row that was not seen when its record changed is known (Postgres)',
    file: 'src/db/advance-rows.ts',
    find: "AND r.state = 'linked' AND r.updated_run <> ${run.runId}",
    replace: 'AND false',
    tests: SQL_STORE,
  },
];
