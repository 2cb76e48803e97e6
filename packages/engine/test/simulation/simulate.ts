import type { WorldStore } from '../world/registry-world.ts';
import { collectEvidence, type Evidence } from './evidence.ts';
import type { FaultKind } from './faults.ts';
import { findLostEdits } from './judge-edits.ts';
import { findUntoldWrites } from './judge-log.ts';
import { findDifferences, findDoubledRows, findLostDeletions } from './judge-rows.ts';
import { liveToTheEnd } from './live-to-the-end.ts';
import { Simulation } from './simulation.ts';

/** What the oracle has to say: one line for each thing that must not be. */
export interface Verdict {
  readonly lost: readonly string[];
  readonly duplicated: readonly string[];
  readonly unconverged: readonly string[];
}

export interface SimReport extends Verdict {
  readonly seed: number;
  /** What people entered, changed or removed. */
  readonly edits: number;
  readonly repeats: number;
  readonly deletions: number;
  readonly conflicts: number;
  readonly halts: number;
  readonly crashes: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly hash: string;
  readonly lines: readonly string[];
}

export interface SimOptions {
  readonly store?: WorldStore;
  /** Few rows and few edits. */
  readonly small?: boolean;
  readonly keepsTrace?: boolean;
}

/** Lives through everything that follows from a seed, and judges it. */
export async function simulate(
  seed: number,
  { store = { memory: true }, small = false, keepsTrace = false }: SimOptions = {},
): Promise<SimReport> {
  const simulation = new Simulation(seed, store, keepsTrace, small);
  const { people, faults, trace } = simulation;
  let verdict: Verdict;
  let conflicts = 0;
  try {
    await simulation.live();
    const runs = await liveToTheEnd(simulation);
    const evidence = await collectEvidence(simulation.world);
    conflicts = evidence.entries.filter(({ type }) => type === 'conflict.decided').length;
    verdict = judge(evidence, runs !== null);
  } catch (error) {
    const told = error instanceof Error ? (error.stack ?? error.message) : String(error);
    verdict = { lost: [], duplicated: [], unconverged: [`broken: ${told}`] };
  }
  for (const line of [...verdict.lost, ...verdict.duplicated, ...verdict.unconverged]) {
    trace.add(line);
  }
  return {
    seed,
    ...verdict,
    edits: people.total,
    repeats: people.acts.repeats,
    deletions: people.acts.deletions,
    conflicts,
    halts: simulation.halts,
    crashes: simulation.crashes,
    faults: faults.counts,
    hash: trace.hash,
    lines: trace.lines ?? [],
  };
}

/** What must not be, found in what took place and in what is there at the end. */
export function judge(evidence: Evidence, isSettled: boolean): Verdict {
  const found = [
    ...evidence.facts.faults,
    ...findUntoldWrites(evidence),
    ...findLostEdits(evidence),
    ...findLostDeletions(evidence),
    ...findDoubledRows(evidence),
  ];
  const isDouble = (line: string) => /^(duplicated|nobody created)/.test(line);
  return {
    lost: found.filter((line) => !isDouble(line)),
    duplicated: found.filter(isDouble),
    unconverged: [
      ...(isSettled ? [] : ['different: there is always something left to do']),
      ...findDifferences(evidence),
    ],
  };
}
