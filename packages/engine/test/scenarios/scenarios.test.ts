import { describe, expect, it } from 'vitest';
import { describeAssignment, permutationsOf } from './runner/assignments.ts';
import { memoryPremises } from './runner/memory-premises.ts';
import { runScenario } from './runner/run-scenario.ts';
import { readExpected, readScenarios, titleOf } from './runner/scenario.ts';

describe.each(readScenarios().map((each) => [titleOf(each), each] as const))(
  '%s',
  (_, scenario) => {
    const expected = readExpected(scenario);
    it.each(permutationsOf(scenario).map(({ title, orders }) => [title, orders] as const))(
      '%s',
      async (_, orders) => {
        for (const order of orders) {
          const result = await runScenario(scenario, order, { memory: true }, memoryPremises);
          const place = `${scenario.name}, bindings in the order ${describeAssignment(order)}`;
          expect(result, place).toEqual(expected);
        }
      },
    );
  },
);
