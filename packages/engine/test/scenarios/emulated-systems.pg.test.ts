import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { assignmentsOf, describeAssignment } from './runner/assignments.ts';
import { EmulatedSystems } from './runner/emulated-systems.ts';
import { runScenario } from './runner/run-scenario.ts';
import { readExpected, readScenarios, titleOf } from './runner/scenario.ts';

let systems: EmulatedSystems;
beforeAll(async () => {
  systems = await EmulatedSystems.start();
});
afterAll(() => systems.close());

describe.each(readScenarios().map((each) => [titleOf(each), each] as const))(
  '%s',
  (_, scenario) => {
    const expected = readExpected(scenario);
    it.each(assignmentsOf(scenario).map((each) => [describeAssignment(each), each] as const))(
      '%s',
      async (_, assignment) => {
        const result = await runScenario(scenario, assignment, { memory: true }, () => systems);
        expect(result, scenario.name).toEqual(expected);
      },
    );
  },
);
