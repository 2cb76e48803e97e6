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

/** The same bindings as given, the other way round, and beginning with the second. */
export function ordersOf(assignment: Assignment): readonly Assignment[] {
  const bindings = Object.entries(assignment);
  const orders = [bindings, bindings.toReversed(), [...bindings.slice(1), ...bindings.slice(0, 1)]];
  return orders.map((order) => Object.fromEntries(order));
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
