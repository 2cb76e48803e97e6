import { describe, expect, it } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import { onPostgres } from '../pipeline/on-postgres.ts';
import { assignmentsOf } from './runner/assignments.ts';
import { memoryPremises } from './runner/memory-premises.ts';
import { runScenario } from './runner/run-scenario.ts';
import { readExpected, readScenarios, titleOf } from './runner/scenario.ts';

onPostgres((store) => {
  describe('over SQL', () => {
    it.each(readScenarios().map((each) => [titleOf(each), each] as const))(
      '%s',
      async (_, scenario) => {
        const assignment = must(assignmentsOf(scenario)[0], 'there is an assignment');
        const result = await runScenario(scenario, assignment, store(), memoryPremises);
        expect(result, scenario.name).toEqual(readExpected(scenario));
      },
    );
  });
});
