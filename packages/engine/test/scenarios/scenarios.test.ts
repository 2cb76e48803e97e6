import { describe, expect, it } from 'vitest';
import { assignmentsOf, describeAssignment, ordersOf } from './runner/assignments.ts';
import { memoryPremises } from './runner/memory-premises.ts';
import { runScenario } from './runner/run-scenario.ts';
import { readExpected, readScenarios, titleOf } from './runner/scenario.ts';

describe.each(readScenarios().map((each) => [titleOf(each), each] as const))(
  '%s',
  (_, scenario) => {
    const expected = readExpected(scenario);
    it.each(assignmentsOf(scenario).map((each) => [describeAssignment(each), each] as const))(
      '%s',
      async (_, assignment) => {
        for (const order of ordersOf(assignment)) {
          const result = await runScenario(scenario, order, { memory: true }, memoryPremises);
          const place = `${scenario.name}, bindings in the order ${describeAssignment(order)}`;
          expect(result, place).toEqual(expected);
        }
      },
    );
  },
);
