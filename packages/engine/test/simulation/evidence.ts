import type { MemoryRow } from '../../src/adapters/memory/memory-system.ts';
import type { AuditEntry } from '../../src/audit/format/audit-entry.ts';
import type { Cell } from '../../src/model/cell.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import type { WorldProblem } from '../world/world-state.ts';
import type { Facts } from './facts.ts';
import { sameCell } from './facts.ts';
import { rowOf } from './live-to-the-end.ts';
import type { SimShape } from './sim-shape.ts';
import { keyOf, type SimWorld } from './sim-world.ts';
import { showIn } from './values.ts';

/** All that the oracle goes by: what took place, what is there at the end, and what the engine told of it. */
export interface Evidence {
  readonly shape: SimShape;
  readonly facts: Facts;
  /** Rows that are there, by system. */
  readonly rows: Readonly<Record<SystemName, readonly MemoryRow[]>>;
  readonly entries: readonly AuditEntry[];
  /** Open problems by row (`system|row`): the fields that they are about, `*` for all of the row. */
  readonly refused: ReadonlyMap<string, ReadonlySet<string>>;
  /** Every row that ever had a problem. */
  readonly everRefused: ReadonlySet<string>;
  /** Runs that are neither done nor given up. */
  readonly openRuns: ReadonlySet<string>;
}

export async function collectEvidence(world: SimWorld): Promise<Evidence> {
  const { shape, facts, registryId, state } = world;
  const problems = await state.problems(registryId);
  const openRuns = new Set<string>();
  for (const { runId } of facts.effects) {
    if (openRuns.has(runId)) continue;
    const { status } = await state.getRun(runId);
    if (status === 'running' || status === 'queued') openRuns.add(runId);
  }
  return {
    shape,
    facts,
    rows: {
      notion: world.rows('notion'),
      postgres: world.rows('postgres'),
      sheets: world.rows('sheets'),
    },
    entries: await state.entries(registryId),
    refused: refusedCells(world, problems),
    // A row that is gone is named by what it was called then, even where another has its key now.
    everRefused: new Set(
      problems.flatMap((problem) => [
        refusedRow(world, problem) ?? '',
        `${problem.binding}|${problem.externalId}`,
      ]),
    ),
    openRuns,
  };
}

function refusedRow(world: SimWorld, problem: WorldProblem): string | null {
  const row = rowOf(world, problem);
  const id = row?.externalId ?? problem.externalId;
  return id === null ? null : `${problem.binding}|${id}`;
}

function refusedCells(
  world: SimWorld,
  problems: readonly WorldProblem[],
): Map<string, Set<string>> {
  const refused = new Map<string, Set<string>>();
  for (const problem of problems) {
    const place = problem.status === 'open' ? refusedRow(world, problem) : null;
    if (place === null) continue;
    const fields = refused.get(place) ?? new Set();
    refused.set(place, fields.add(problem.field ?? '*'));
  }
  return refused;
}

export function isRefused(
  { refused }: Pick<Evidence, 'refused'>,
  system: SystemName,
  row: string,
  field: string,
): boolean {
  const fields = refused.get(`${system}|${row}`);
  return fields !== undefined && (fields.has('*') || fields.has(field));
}

/** What the binding may do with a field. */
export function accessOf({ shape }: Pick<Evidence, 'shape'>, system: SystemName, field: string) {
  return shape.systems[system].maps[field]?.access ?? 'none';
}

/** One system shows `a`, another `b`: the same value as far as each can show it. */
export function alike(
  { shape }: Pick<Evidence, 'shape'>,
  [a, inA]: readonly [Cell, SystemName],
  [b, inB]: readonly [Cell, SystemName],
  field: string,
): boolean {
  return (
    sameCell(a, b) ||
    sameCell(showIn(shape, inB, field, a), b) ||
    sameCell(showIn(shape, inA, field, b), a)
  );
}

/** The rows that have a key, by system. */
export type KeyGroup = ReadonlyMap<SystemName, readonly MemoryRow[]>;

export function groupByKey({ rows }: Pick<Evidence, 'rows'>): Map<string, KeyGroup> {
  const groups = new Map<string, Map<SystemName, MemoryRow[]>>();
  for (const system of SYSTEM_NAMES) {
    for (const row of rows[system]) {
      const key = keyOf(row);
      const group = groups.get(key) ?? new Map<SystemName, MemoryRow[]>();
      groups.set(key, group);
      group.set(system, [...(group.get(system) ?? []), row]);
    }
  }
  return groups;
}
