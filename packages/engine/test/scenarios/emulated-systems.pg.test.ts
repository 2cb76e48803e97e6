import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignmentsOf, describeAssignment, hasManyRows } from './runner/assignments.ts';
import { EmulatedSystems } from './runner/emulated-systems.ts';
import { runScenario } from './runner/run-scenario.ts';
import {
  changesColumns,
  readExpected,
  readScenarios,
  type Scenario,
  titleOf,
} from './runner/scenario.ts';

let systems: EmulatedSystems;
beforeAll(async () => {
  systems = await EmulatedSystems.start();
});
afterAll(() => systems.close());

/** Many rows take seconds: two assignments, with each system in the first role or beside it. */
function affordable(scenario: Scenario) {
  const all = assignmentsOf(scenario);
  return hasManyRows(scenario) ? [...all.slice(0, 1), ...all.slice(-1)] : all;
}

const played = readScenarios().filter((each) => !changesColumns(each));
describe.each(played.map((each) => [titleOf(each), each] as const))('%s', (_, scenario) => {
  const expected = readExpected(scenario);
  it.each(affordable(scenario).map((each) => [describeAssignment(each), each] as const))(
    '%s',
    async (_, assignment) => {
      const result = await runScenario(scenario, assignment, { memory: true }, () => systems);
      expect(result, scenario.name).toEqual(expected);
    },
  );
});
