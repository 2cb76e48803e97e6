import type { MemoryRow } from '../../src/adapters/memory/memory-system.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import type { WorldProblem } from '../world/world-state.ts';
import { FIELDS, KEY } from './sim-shape.ts';
import { cellOf, keyOf, nativeOf, type SimWorld } from './sim-world.ts';
import type { Simulation } from './simulation.ts';
import { isBad, newValue } from './values.ts';

/** Runs that may be needed once nothing goes wrong any more. */
const RUNS_MAX = 12;

/**
 * The liveness mode: nothing fails, people mend and decide whatever waits for them, and after a few runs a preview
 * finds nothing to do. Returns the number of runs, or null where that never came to pass.
 */
export async function liveToTheEnd(simulation: Simulation): Promise<number | null> {
  const { world } = simulation;
  await simulation.calmDown();
  simulation.trace.add('the faults end');
  for (let runs = 0; runs < RUNS_MAX; runs++) {
    const mended = await mendProblems(simulation);
    await simulation.decideAsPerson(1);
    await simulation.ask('sync');
    await simulation.workOff(0);
    await simulation.decideAsPerson(1);
    await simulation.workOff(0);
    const preview = await simulation.ask('preview');
    await simulation.workOff(0);
    if (preview === null || mended > 0) continue;
    const { perBinding, status } = await world.state.getRun(preview);
    const writes = Object.values(perBinding).flatMap((counts) => Object.values(counts));
    const open = (await world.state.conflicts(world.registryId)).some(
      (conflict) => conflict.status === 'open',
    );
    if (status === 'previewed' && !open && writes.every((count) => count === 0)) return runs + 1;
  }
  return null;
}

/** People mend what they are told of, as far as anything can be done about it. Returns how much they did. */
async function mendProblems({ world, people, random }: Simulation): Promise<number> {
  let mended = 0;
  for (const problem of await world.state.problems(world.registryId)) {
    if (problem.status !== 'open') continue;
    const system = problem.binding as SystemName;
    const row = rowOf(world, problem);
    if (row === undefined) continue;
    const isStable = world.shape.systems[system].capabilities.stableRowIds === true;
    if (['KEY_TAKEN', 'DUPLICATE_KEY'].includes(problem.rule) && isStable) {
      people.rename(system, row);
      mended += 1;
      continue;
    }
    for (const field of Object.keys(FIELDS)) {
      const isMeant = problem.field === field || (problem.field === null && field !== KEY);
      if (!isMeant) continue;
      if (isBad(field, nativeOf(row, field))) {
        const value = field === 'name' ? `name mended ${random.below(1e9)}` : good(random, field);
        if (people.edit(system, row, field, value)) mended += 1;
      } else if (problem.rule === 'PERMISSION' && problem.field !== null) {
        const other = elsewhere(world, system, row, field);
        if (other !== undefined && people.edit(system, row, field, cellOf(other, field)))
          mended += 1;
      }
    }
  }
  return mended;
}

function good(random: Simulation['random'], field: string) {
  for (;;) {
    const value = newValue(random, field, random.between(500_000, 900_000));
    if (value !== null) return value;
  }
}

/** The row that a problem is about. */
export function rowOf(
  world: SimWorld,
  { binding, externalId }: Pick<WorldProblem, 'binding' | 'externalId'>,
): MemoryRow | undefined {
  const system = binding as SystemName;
  const isStable = world.shape.systems[system].capabilities.stableRowIds === true;
  return world
    .rows(system)
    .find((row) =>
      isStable
        ? row.externalId === externalId
        : JSON.stringify([nativeOf(row, KEY)]) === externalId,
    );
}

/** The same record in another system, as far as that one shows what may be. */
function elsewhere(world: SimWorld, system: SystemName, row: MemoryRow, field: string) {
  return SYSTEM_NAMES.filter((other) => other !== system)
    .flatMap((other) => world.rows(other))
    .find((other) => keyOf(other) === keyOf(row) && !isBad(field, nativeOf(other, field)));
}
