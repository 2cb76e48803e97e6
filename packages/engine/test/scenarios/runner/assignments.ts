import { catalogue } from '../../../src/adapters/catalogue.ts';
import { must } from '../../../src/errors/assert.ts';
import { SYSTEM_NAMES, type SystemName } from '../../../src/model/system.ts';
import type { Needs, Scenario } from './scenario.ts';

/** Which system each role is in. The order is that of the bindings in the registry. */
export type Assignment = Readonly<Record<string, SystemName>>;

/** Every way to give the roles their systems that the scenario allows, each in the order of the roles. */
export function assignmentsOf(scenario: Scenario): readonly Assignment[] {
  const { roles, same, needs } = scenario;
  const own = roles.filter((role) => same[role] === undefined);
  const assigned = arrangements(SYSTEM_NAMES, own.length)
    .map((systems) => Object.fromEntries(own.map((role, i) => [role, systems[i]])))
    .map((systems) =>
      Object.fromEntries(
        roles.map((role) => {
          const system = systems[same[role] ?? role];
          return [role, must(system, `${scenario.name}: role ${role} has a system`)];
        }),
      ),
    )
    .filter((each) => roles.every((role) => fits(must(each[role], 'a role'), needs[role] ?? {})));
  if (assigned.length === 0) throw new Error(`${scenario.name}: no systems can do what it needs`);
  return assigned;
}

/** An assignment with the orders in which its bindings stand in the registry. */
export interface Permutation {
  readonly title: string;
  readonly orders: readonly Assignment[];
}

/**
 * Every assignment in three orders of its bindings: as given, the other way round, and beginning with the second.
 * Where there are many rows each assignment has one of these in turn, for the sake of time.
 */
export function permutationsOf(scenario: Scenario): readonly Permutation[] {
  return assignmentsOf(scenario).map((assignment, i) => {
    const bindings = Object.entries(assignment);
    const rotated = [...bindings.slice(1), ...bindings.slice(0, 1)];
    const all = [bindings, bindings.toReversed(), rotated];
    const orders = hasManyRows(scenario) ? all.filter((_, order) => order === i % 3) : all;
    return {
      title: describeAssignment(assignment),
      orders: orders.map((order) => Object.fromEntries(order)),
    };
  });
}

/** The rows were not written down one by one. */
export function hasManyRows({ rows }: Scenario): boolean {
  return 'n' in rows;
}

/** `A notion, B postgres, C sheets` */
export function describeAssignment(assignment: Assignment): string {
  return Object.entries(assignment)
    .map(([role, system]) => `${role} ${system}`)
    .join(', ');
}

function fits(system: SystemName, needs: Needs): boolean {
  const { stableRowIds, conditionalWrite, deleteMeans, editTime } = catalogue[system].capabilities;
  const has = {
    stableRowIds,
    conditionalWrite,
    deleteMeans,
    editTime: editTime === 'none' ? 'none' : 'known',
  };
  return Object.entries(needs).every(([name, value]) => has[name as keyof Needs] === value);
}

/** All ordered choices of so many different items. */
function arrangements<T>(items: readonly T[], count: number): T[][] {
  if (count === 0) return [[]];
  return items.flatMap((item) =>
    arrangements(
      items.filter((other) => other !== item),
      count - 1,
    ).map((rest) => [item, ...rest]),
  );
}
