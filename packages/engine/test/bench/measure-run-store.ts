import { v7 } from 'uuid';
import type { EmbeddedPostgresOptions } from '../../../local/src/postgres/start-pglite-postgres.ts';
import { startRealPostgres } from '../../../local/src/postgres/start-real-postgres.ts';
import { freePort } from '../../src/adapters/postgres/local-database.fixture.ts';
import { startStateDatabase } from '../../src/db/state-database.fixture.ts';
import { RunStoreBench } from '../contract/run-store-bench.ts';
import { partsOf } from '../contract/world-parts.ts';
import { PostgresWorldState } from '../world/postgres-world-state.ts';
import { carryOut, type Load } from './registry-load.ts';
import type { Times } from './timed-store.ts';

/**
 * How the time of the state database grows with a registry of three bindings:
 * node packages/engine/test/bench/measure-run-store.ts [pglite|real] [RECORDS…]
 * Seconds by operation of five runs: the first of all, one with nothing new, one with 5 % of the records changed, one
 * that reads 5 % changed ones of a binding alone, one with 5 % of them gone. The last column is the growth from the smallest size to the largest, by record: 1 is linear.
 */
const [kind = 'real', ...given] = process.argv.slice(2);
const sizes = given.length > 0 ? given.map(Number) : [2_000, 10_000, 20_000];
const RUNS: Readonly<Record<string, Omit<Load, 'records'>>> = {
  first: { changedEvery: 0, round: 0 },
  unchanged: { changedEvery: 0, round: 0 },
  changed: { changedEvery: 20, round: 1 },
  incremental: { changedEvery: 20, round: 2, isIncremental: true },
  gone: { changedEvery: 20, round: 2, absentEvery: 20 },
};
/** An operation that takes less is left out of the table. */
const WORTH_TELLING_MS = 50;

const database = await startStateDatabase(kind === 'real' ? real : undefined);
try {
  const measured = new Map<string, Times[]>();
  for (const records of sizes) {
    const newId = () => v7();
    const state = new PostgresWorldState(database.db, partsOf(newId));
    const bench = await RunStoreBench.set({ state, newId });
    for (const [name, load] of Object.entries(RUNS)) {
      const times = await carryOut(bench, { ...load, records });
      measured.set(name, [...(measured.get(name) ?? []), times]);
      print(`${records} records, ${name}: ${seconds(total(times))} s`);
    }
  }
  for (const [name, columns] of measured) tell(name, columns);
} finally {
  await database.close();
}

async function real(options: EmbeddedPostgresOptions) {
  return startRealPostgres({ ...options, wirePort: await freePort() });
}

function tell(run: string, columns: readonly Times[]): void {
  print(`\n${kind}, ${run}: seconds with ${sizes.join(', ')} records, growth`);
  const operations = new Set(columns.flatMap((times) => [...times.keys()]));
  for (const operation of operations) {
    line(
      operation,
      columns.map((times) => times.get(operation) ?? 0),
    );
  }
  line('in all', columns.map(total));
}

function line(name: string, spent: readonly number[]): void {
  const [least = 0, most = 0] = [spent[0], spent.at(-1)];
  if (most < WORTH_TELLING_MS) return;
  const growth = most / least / ((sizes.at(-1) ?? 1) / (sizes[0] ?? 1));
  const cells = spent.map((ms) => seconds(ms).padStart(8)).join('');
  print(`${name.padEnd(18)}${cells}${growth.toFixed(1).padStart(8)}`);
}

function total(times: Times): number {
  return [...times.values()].reduce((sum, ms) => sum + ms, 0);
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(2);
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
