import type { PartitionPlan } from '../model/plan.ts';
import type { RunRef } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { keepDecided, reportConflicts, reportProblems } from './findings-store.ts';
import { savePartitionPlan } from './plan-store.ts';

/** Stores what was decided about a partition: its findings, then its writes and next bases. */
export async function savePlan(
  state: TenantDatabase,
  run: RunRef,
  partition: number,
  { problems, conflicts, ...plan }: PartitionPlan,
  idOf: (binding: string) => string,
): Promise<void> {
  const found = problems.map((problem) => ({ ...problem, bindingId: idOf(problem.binding) }));
  const open = conflicts.filter(({ status }) => status === 'open');
  const decided = conflicts.filter(({ status }) => status === 'resolved');
  await reportProblems(state, run, found);
  await reportConflicts(state, run, open);
  await keepDecided(state, run, decided);
  await savePartitionPlan(state, run, partition, idOf, plan);
}
