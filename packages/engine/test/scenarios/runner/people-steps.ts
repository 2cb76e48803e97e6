import { must } from '../../../src/errors/assert.ts';
import type { Cell, Cells } from '../../../src/model/cell.ts';
import { PEOPLE, type PeopleStep, type ScenarioStep } from './scenario-steps.ts';
import type { ScenarioWorld } from './scenario-world.ts';

export function isPeopleStep(step: ScenarioStep): step is PeopleStep {
  return Object.keys(PEOPLE).some((verb) => verb in step);
}

/** What a person does takes a minute. */
export async function doPeopleStep(step: PeopleStep, world: ScenarioWorld): Promise<void> {
  if ('tick' in step) return world.tick(step.tick);
  if (!('atOnce' in step && step.atOnce)) await world.tick();
  if ('reverse' in step) await world.table(step.reverse).reverse();
  else if ('untrash' in step) {
    const { untrash } = world.table(step.untrash);
    await must(untrash, `the system of ${step.untrash} has a trash`)(step.row);
  } else if ('alter' in step) {
    const { alter } = world.table(step.alter);
    await must(alter, `the columns of ${step.alter} can be changed`)(step.field, step.column);
  } else if ('add' in step) {
    for (const row of forNumbers(step.n, step.row)) await world.table(step.add).add(row);
  } else if ('delete' in step) {
    for (const row of forNumbers(step.n, step.row)) await world.table(step.delete).remove(row);
  } else {
    const sets = forNumbers(step.n, step.set);
    const rows = forNumbers(step.n, step.row);
    for (const [i, row] of rows.entries()) await world.table(step.edit).edit(row, sets[i] ?? {});
  }
}

/** The cells once for each number, with `{n}` in their texts replaced by it; once as they are without numbers. */
export function forNumbers(
  numbers: readonly [number, number] | undefined,
  cells: Cells,
): readonly Cells[] {
  if (numbers === undefined) return [cells];
  const [from, to] = numbers;
  return Array.from({ length: to - from + 1 }, (_, i) =>
    Object.fromEntries(
      Object.entries(cells).map(([field, cell]) => [field, withNumber(cell, from + i)]),
    ),
  );
}

function withNumber(cell: Cell, n: number): Cell {
  return typeof cell === 'string' ? cell.replaceAll('{n}', String(n)) : cell;
}
