import { must } from '../../src/errors/assert.ts';
import { SYSTEM_NAMES } from '../../src/model/system.ts';
import { hashSigner } from './hash-signer.ts';
import { RegistryWorld, type RowValues } from './registry-world.ts';

/**
 * How long a run over a registry in memory takes: node packages/engine/test/world/measure-runs.ts
 * Three systems of 50 rows, signed with a hash; in microseconds the median of many runs, and what the best twentieth
 * took, since other work on the machine only ever adds.
 */
const ROWS = 50;
const RUNS = 1000;
/** More edits than rows go to another field of each. */
const EDITS: readonly ((n: number) => RowValues)[] = [
  (n) => ({ name: `Name ${n}` }),
  (n) => ({ amount: String(n % 1000) }),
  (n) => ({ status: n % 2 === 0 ? 'open' : 'done' }),
];

const world = await RegistryWorld.create({ memory: true }, {}, hashSigner);
for (let i = 0; i < ROWS; i++) {
  world.add('notion', { code: `C${i}`, name: `Name ${i}`, status: 'open', amount: String(i) });
}
await world.run();

for (const edits of [0, 10, 50, 150]) {
  const times: number[] = [];
  for (let round = 0; round < RUNS; round++) {
    for (let i = 0; i < edits; i++) {
      const turn = Math.floor(i / ROWS);
      const system = must(SYSTEM_NAMES[(i + turn) % SYSTEM_NAMES.length], 'a system');
      world.edit(system, `C${(i * 7 + round) % ROWS}`, must(EDITS[turn], 'a field')(round + i));
    }
    const begun = performance.now();
    const run = await world.run();
    times.push((performance.now() - begun) * 1000);
    if (run.status !== 'succeeded') throw new Error(`a run ${run.status}`);
  }
  times.sort((a, b) => a - b);
  const [best, median] = [times[RUNS / 20] ?? 0, times[RUNS / 2] ?? 0].map(Math.round);
  const rate = Math.round((edits / (median ?? 1)) * 1e6);
  process.stdout.write(
    `${edits} edits: ${median} µs a run (best ${best}), ${rate} edits a second\n`,
  );
}
