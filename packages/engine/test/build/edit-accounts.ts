import { type Cell, cellsEqual } from '../../src/model/cell.ts';
import type { RecordPlan } from '../../src/model/plan.ts';
import type { EditScript } from './arbitrary-world.ts';
import type { Edit, RecordWorld } from './record-world.ts';

export function make(world: RecordWorld, script: readonly EditScript[]): Edit[] {
  const made = script.flatMap(({ binding, field, value }) => {
    return world.edit(binding, field, value) ?? [];
  });
  return standing(world, made);
}

/** Edits that their own binding still shows, and that are edits still. */
export function standing(world: RecordWorld, made: readonly Edit[]): Edit[] {
  return made.filter(({ binding, field, value }, i) => {
    const { cells: now, link } = world.row(binding);
    const isLast = !made.some((e, j) => j > i && e.binding === binding && e.field === field);
    const shown = link?.shown[field];
    const isEdit = shown === undefined ? value !== null : !cellsEqual(shown, value);
    return isLast && isEdit && now !== null && cellsEqual(now[field] ?? null, value);
  });
}

/** The binding shows `edit.value` for this value. */
export function carries(world: RecordWorld, edit: Edit, value: Cell): boolean {
  if (cellsEqual(value, edit.value)) return true;
  const projected = world.binding(edit.binding).project(edit.field, value);
  return projected.ok && cellsEqual(projected.cell, edit.value);
}

/**
 * The edit is the value that the plan decides on, a candidate or loser that it records, or a problem; or its field
 * waits, and it stays where it was made.
 */
export function isAccountedFor(world: RecordWorld, plan: RecordPlan, edit: Edit): boolean {
  const { binding, field } = edit;
  const isNewRow = world.base === null;
  const isProblem = plan.problems.some(
    (problem) =>
      problem.binding === binding &&
      (isNewRow || problem.field === null || problem.field === field),
  );
  const waits = plan.conflicts.some(
    (conflict) => conflict.field === field && conflict.status === 'open',
  );
  const isCandidate = plan.conflicts.some(
    (conflict) =>
      conflict.field === field &&
      conflict.candidates.some(({ value }) => carries(world, edit, value)),
  );
  const decided = plan.next?.decisions.find((decision) => decision.field === field);
  const isLoser = decided?.losers.some((loser) => carries(world, edit, loser.value)) === true;
  const isValue =
    plan.next?.status === 'live' && carries(world, edit, plan.next.cells[field] ?? null);
  return isProblem || waits || isCandidate || isLoser || isValue;
}

/** Cells that do not show the base although nothing waits there. */
export function drift(world: RecordWorld, plan: RecordPlan): string[] {
  if (world.isDeleted) {
    return [...world.rows].filter(([, row]) => row.cells !== null).map(([name]) => `${name} row`);
  }
  const waiting = plan.conflicts.flatMap(({ field, status }) => (status === 'open' ? [field] : []));
  return [...world.rows].flatMap(([name, row]) => {
    const binding = world.binding(name);
    const problems = plan.problems.filter((problem) => problem.binding === name);
    if (row.detached || !binding.writes || problems.some(({ field }) => field === null)) return [];
    // A row is not created while its key waits; a deletion waits while another row holds what was refused.
    const waits = waiting.includes('id') || (row.link !== null && plan.problems.length > 0);
    if (row.cells === null) return waits ? [] : [`${name} has no row`];
    return binding.table.fields.flatMap(({ field, access }) => {
      const isOpen = waiting.includes(field) || problems.some((problem) => problem.field === field);
      if (access === 'read' || isOpen) return [];
      const projected = binding.project(field, world.base?.cells[field] ?? null);
      const shows = projected.ok && cellsEqual(row.cells?.[field] ?? null, projected.cell);
      return shows ? [] : [`${name}.${field}`];
    });
  });
}

/** The history keeps the edit as a value that stood against others. */
export function isRecorded(world: RecordWorld, plan: RecordPlan, edit: Edit): boolean {
  const { field } = edit;
  const values = [
    ...plan.conflicts.filter((conflict) => conflict.field === field).flatMap((c) => c.candidates),
    ...(plan.next?.decisions.find((decision) => decision.field === field)?.losers ?? []),
  ];
  return values.some(({ value }) => carries(world, edit, value));
}
