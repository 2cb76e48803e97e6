import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { must } from '../../src/errors/assert.ts';
import { assignmentsOf } from './runner/assignments.ts';
import { expectedText } from './runner/expected-text.ts';
import { memoryPremises } from './runner/memory-premises.ts';
import { runScenario } from './runner/run-scenario.ts';
import { readScenarios, SCENARIOS } from './runner/scenario.ts';

/**
 * Writes `expected.json` of the named scenarios, else of all, from what happens now with the first assignment:
 * node packages/engine/test/scenarios/write-expected.ts [name…]
 * What it writes is to be read against the intent before it is committed.
 */
const names = process.argv.slice(2);
const known = readScenarios();
const chosen = names.length === 0 ? known : known.filter(({ name }) => names.includes(name));
if (chosen.length < names.length) throw new Error(`not all of these are scenarios: ${names}`);
for (const scenario of chosen) {
  const assignment = must(assignmentsOf(scenario)[0], 'there is an assignment');
  const result = await runScenario(scenario, assignment, { memory: true }, memoryPremises);
  writeFileSync(path.join(SCENARIOS, scenario.name, 'expected.json'), expectedText(result));
  process.stdout.write(`${scenario.name}\n`);
}
