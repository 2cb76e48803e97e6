import { parentPort, workerData } from 'node:worker_threads';
import { must } from '../../src/errors/assert.ts';
import type { FaultKind } from './faults.ts';
import { simulate } from './simulate.ts';

/** What a thread is told when it starts. */
export interface SeedOptions {
  readonly keepsTrace: boolean;
  readonly small: boolean;
  /** Lives through every seed twice: the same must happen. */
  readonly verify: boolean;
}

/** What a seed came to. */
export interface SeedReport {
  readonly seed: number;
  readonly edits: number;
  readonly crashes: number;
  readonly lost: number;
  readonly duplicated: number;
  readonly unconverged: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly complaints: readonly string[];
  readonly lines: readonly string[];
}

/** Lives through one seed after the other, as they are asked for; nothing of one seed reaches the next. */
const port = must(parentPort, 'seeds are lived through in threads');
const options = workerData as SeedOptions;
port.on('message', (seed: number) => {
  void live(seed).then((report) => port.postMessage(report));
});

async function live(seed: number): Promise<SeedReport> {
  const { keepsTrace, small, verify } = options;
  const { lost, duplicated, unconverged, hash, edits, crashes, faults, lines } = await simulate(
    seed,
    { keepsTrace, small },
  );
  const complaints = [...lost, ...duplicated, ...unconverged];
  const again = verify ? (await simulate(seed, { small })).hash : hash;
  if (again !== hash) complaints.push(`not the same when run twice: ${hash}, then ${again}`);
  return {
    seed,
    edits,
    crashes,
    lost: lost.length,
    duplicated: duplicated.length,
    unconverged: unconverged.length > 0 || again !== hash ? 1 : 0,
    faults,
    complaints,
    lines,
  };
}
