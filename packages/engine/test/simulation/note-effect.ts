import type { MemoryRow } from '../../src/adapters/memory/memory-system.ts';
import type { SystemName } from '../../src/model/system.ts';
import type { RowWrite, WriteOutcome } from '../../src/model/write.ts';
import { KEY } from './sim-shape.ts';
import { cellOf, keyOf, nativeOf, type SimWorld } from './sim-world.ts';

/**
 * Looks at the row of a write before and after it. What comes back is to be called with the true outcome: it makes
 * the effect a fact, checks that it was one that may be, and returns the row as far as there is one.
 */
export function noteEffect(
  world: SimWorld,
  system: SystemName,
  write: RowWrite,
  run: { readonly id: string; readonly isPreview: boolean },
): (outcome: WriteOutcome) => MemoryRow | null {
  const { facts } = world;
  const target = write.kind === 'create' ? undefined : findTarget(world, system, write);
  const family = target === undefined ? '' : facts.familyOf(system, target.externalId);
  return (outcome) => {
    if (outcome.status === 'already') return target ?? null;
    if (outcome.status !== 'written') return null;
    const t = world.pass(5);
    const { kind } = write;
    const row = target ?? world.rows(system).at(-1);
    const id = row?.externalId ?? null;
    facts.effects.push({ t, system, row: id, runId: run.id, writeId: write.id, kind });
    const place = `${system} ${write.kind} ${JSON.stringify(write.key)} by run ${run.id}`;
    world.trace.add(`effect ${place}`);
    world.trace.tell(() => `${target?.externalId ?? 'new'} ${JSON.stringify(write.cells)}`);
    if (run.isPreview) facts.faults.push(`written by a preview: ${place}`);
    if (kind === 'delete') {
      const isAskedFor = facts.deletions.some(
        (one) => facts.familyOf(one.system, one.row) === family,
      );
      if (!isAskedFor) facts.faults.push(`lost: nobody deleted the row: ${place}`);
      return null;
    }
    if (row === undefined) return null;
    for (const [field, { before }] of Object.entries(write.cells)) {
      const told = { t, runId: run.id, writeId: write.id, before, after: cellOf(row, field) };
      facts.carry(told, system, row.externalId, field);
    }
    if (write.cells[KEY] !== undefined) checkKey(world, system, row, place);
    return row;
  };
}

/** A run takes up to write to rows. */
export function noteAttempts(
  world: SimWorld,
  runId: string,
  system: SystemName,
  writes: readonly RowWrite[],
): void {
  for (const write of writes) {
    const row = write.kind === 'create' ? undefined : findTarget(world, system, write);
    if (row === undefined) continue;
    for (const [field, { after: value }] of Object.entries(write.cells)) {
      const told = { t: world.now, runId, writeId: write.id, value };
      world.facts.attempt(system, row.externalId, field, told);
    }
  }
}

/** A key that a run wrote was given by a person, and no other row of the table has it. */
function checkKey(world: SimWorld, system: SystemName, row: MemoryRow, place: string): void {
  const key = keyOf(row);
  world.facts.setKey(system, row.externalId, key);
  if (!world.facts.givenKeys.has(key)) world.facts.faults.push(`nobody created: ${place}`);
  const others = world.rows(system).filter((other) => keyOf(other) === key);
  if (others.length > 1) world.facts.faults.push(`duplicated: ${place}`);
}

function findTarget(world: SimWorld, system: SystemName, write: RowWrite): MemoryRow | undefined {
  const { externalId } = write;
  const isStable = world.shape.systems[system].capabilities.stableRowIds === true;
  return isStable
    ? world.row(system, externalId ?? '')
    : world.allRows(system).find((row) => JSON.stringify([nativeOf(row, KEY)]) === externalId);
}
