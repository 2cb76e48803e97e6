import fc from 'fast-check';
import type { Cells } from '../../src/model/cell.ts';
import { BINDINGS, cells } from './arbitrary-world.ts';
import { type Edit, type RecordWorld, shownOf } from './record-world.ts';

/** First contact: some bindings have the record, each with values of its own. */
const firstRows = fc.record({
  n: fc.option(cells),
  p: fc.option(cells),
  s: fc.option(cells),
});

/** A record that all bindings show, or one that no base knows yet. */
export interface Start {
  readonly base: Cells | null;
  readonly rows: Readonly<Record<string, Cells | null>> | null;
}

export const start: fc.Arbitrary<Start> = fc.oneof(
  fc.record({ base: cells, rows: fc.constant(null) }),
  fc.record({ base: fc.constant(null), rows: firstRows }),
);

/** Brings a world to its start. Returns the cells of new rows as edits. */
export function begin(world: RecordWorld, { base, rows }: Start): Edit[] {
  if (base !== null) world.agree(base);
  return BINDINGS.flatMap((binding) => {
    const given = rows?.[binding] ?? null;
    if (given === null) return [];
    const shown = shownOf(world.binding(binding), given);
    world.row(binding).cells = shown;
    return Object.entries(shown).flatMap(([field, value]) =>
      value === null ? [] : [{ binding, field, value }],
    );
  });
}
