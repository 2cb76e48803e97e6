import { expect, it } from 'vitest';
import { simulate } from './simulate.ts';

/**
 * Seeds of what the simulation found. A change of what follows from a seed makes them ordinary ones, so that each
 * defect of the engine also has a test of its own beside the code.
 */
it.each([
  [
    598,
    'small',
    'a cell of a row from the trash that showed the base while its field waited was cleared',
  ],
  [1063, 'small', 'a worker was replaced while it ended a halted run'],
  [68, 'big', 'a refused cell was mended to the value that a removed row had shown'],
  [
    154,
    'big',
    'a renamed record was written over the key that somebody had given another row meanwhile',
  ],
  [1099, 'big', 'a person cleared what a new row was given, before a run had looked at it again'],
])('seed %i (%s) – %s', { timeout: 120_000 }, async (seed, size) => {
  const { lost, duplicated, unconverged } = await simulate(seed, { small: size === 'small' });
  expect([...lost, ...duplicated, ...unconverged]).toEqual([]);
});
