import { assert } from '../../src/errors/assert.ts';
import type { CountedTable, RequestCounts } from './counted-table.ts';
import { CountedWorld } from './counted-world.ts';

/** What a run found in the measured system, and had to do there. */
export interface CountedLoad {
  /** Rows there when the run began. */
  readonly present: number;
  readonly created: number;
  readonly updated: number;
  /** Rows that people had removed there. */
  readonly absent: number;
  /** Only what changed is asked for. */
  readonly isIncremental?: boolean;
}

export interface CountedScenario {
  readonly name: string;
  readonly load: CountedLoad;
  readonly requests: RequestCounts;
}

/** Rows of which one is changed and one removed. */
const EVERY = 10;

/**
 * What runs after one another send to a system: the first of all, one with nothing new, one that asks for nothing else
 * where the system tells what changed, changes, removals.
 */
export async function countScenarios(
  open: () => Promise<CountedTable>,
  rows: number,
): Promise<readonly CountedScenario[]> {
  assert(rows % EVERY === 0, `the rows are a multiple of ${EVERY}`);
  const some = rows / EVERY;
  const counted = await open();
  const tells = counted.definition.capabilities.incrementalRead !== undefined;
  const nothing = { present: rows, created: 0, updated: 0, absent: 0 };
  try {
    const world = await CountedWorld.create(counted);
    world.addRows(rows);
    const first = await world.sync(rows);
    const unchanged = await world.sync(0);
    const asked = await world.sync(0, 'incremental');
    world.changeRows(some);
    const changed = await world.sync(some);
    await world.removeRows(some);
    const removed = await world.sync(0);
    return [
      scenario(`first sync of ${rows}`, { ...nothing, present: 0, created: rows }, first),
      scenario(`no change of ${rows}`, nothing, unchanged),
      ...(tells
        ? [
            scenario(
              `no change of ${rows}, incremental`,
              { ...nothing, isIncremental: true },
              asked,
            ),
          ]
        : []),
      scenario(`${some} changed of ${rows}`, { ...nothing, updated: some }, changed),
      scenario(
        `${some} removed there of ${rows}`,
        { ...nothing, present: rows - some, absent: some },
        removed,
      ),
    ];
  } finally {
    await counted.close();
  }
}

function scenario(name: string, load: CountedLoad, requests: RequestCounts): CountedScenario {
  return { name, load, requests };
}
