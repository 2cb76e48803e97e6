import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import { countedNotion } from '../world/counted-notion.ts';
import { countedPostgres } from '../world/counted-postgres.ts';
import { type CountedScenario, countScenarios } from '../world/counted-scenarios.ts';
import { countedSheet } from '../world/counted-sheet.ts';
import { LEAST_REQUESTS } from './least-requests.ts';

/**
 * How many requests a run sends to each system, and how many it could not do without:
 * node packages/engine/test/bench/measure-api-calls.ts [ROWS] [SYSTEM…]
 * Each system is measured behind its real adapter and its emulator (Postgres: PGlite behind Neon's HTTP), with a
 * system in memory beside it. ROWS is a multiple of 10, 10,000 unless given. Prints the table of `docs/api-calls.md`.
 */
const [given = '10000', ...names] = process.argv.slice(2);
const rows = Number(given);
const open = { notion: countedNotion, postgres: countedPostgres, sheets: countedSheet };

print('| system | scenario | requests | least | ratio | by kind |');
print('| --- | --- | ---: | ---: | ---: | --- |');
for (const system of SYSTEM_NAMES.filter((name) => names.length === 0 || names.includes(name))) {
  const begun = performance.now();
  for (const scenario of await countScenarios(open[system], rows)) tell(system, scenario);
  const seconds = Math.round((performance.now() - begun) / 1000);
  process.stderr.write(`${system}: ${seconds} s\n`);
}

function tell(system: SystemName, { name, load, requests }: CountedScenario): void {
  const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
  const least = LEAST_REQUESTS[system](load);
  const kinds = Object.entries(requests).map(([kind, count]) => `${count} \`${kind}\``);
  const ratio = (total / least).toFixed(2);
  print(`| ${system} | ${name} | ${total} | ${least} | ${ratio} | ${kinds.join(', ')} |`);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
