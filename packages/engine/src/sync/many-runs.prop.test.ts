import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { begin, start } from '../../test/build/arbitrary-start.ts';
import {
  anyEdit,
  anyShape,
  aWorld,
  BINDINGS,
  validEdit,
} from '../../test/build/arbitrary-world.ts';
import {
  carries,
  drift,
  isAccountedFor,
  isRecorded,
  standing,
} from '../../test/build/edit-accounts.ts';
import type { Edit, WriteFate } from '../../test/build/record-world.ts';
import { cellsEqual } from '../model/cell.ts';
import type { RecordPlan } from '../model/plan.ts';

// Laws take seconds on a machine that is busy with other things.
vi.setConfig({ testTimeout: 60_000 });

const anyEdits = fc.array(anyEdit, { maxLength: 6 });

describe('decideRecord and confirmRecord, run after run', () => {
  const fate: fc.Arbitrary<WriteFate> = fc.oneof(
    { weight: 2, arbitrary: fc.constant<WriteFate>({ kind: 'written' }) },
    {
      weight: 3,
      arbitrary: fc.record({
        kind: fc.constantFrom('stale', 'failed', 'lost'),
      }) as fc.Arbitrary<WriteFate>,
    },
    {
      weight: 1,
      arbitrary: validEdit.map(({ field, value }): WriteFate => ({ kind: 'edited', field, value })),
    },
  );
  const gone = fc.oneof(
    { weight: 6, arbitrary: fc.constant(null) },
    { weight: 1, arbitrary: fc.constantFrom(...BINDINGS) },
  );
  const fates = fc.array(fate, { minLength: 1, maxLength: 4 });
  const round = fc.record({ script: anyEdits, gone, fates });

  it('[RS24] loses no edit through any number of bad runs, and agrees as soon as writes succeed', () => {
    fc.assert(
      fc.property(anyShape, start, fc.array(round, { maxLength: 4 }), (shape, from, rounds) => {
        const world = aWorld(shape);
        const open = new Set<Edit>(begin(world, from));
        const forget = ({ binding, field }: Edit) => {
          for (const old of open)
            if (old.binding === binding && old.field === field) open.delete(old);
        };
        // What puts back what the row showed is no edit, and what shows the base is its value already.
        const isNews = (edit: Edit) => {
          const base = world.base?.cells[edit.field];
          const isBase = base !== undefined && carries(world, edit, base);
          return !isBase && standing(world, [edit]).length > 0;
        };
        const settle = (plan: RecordPlan) => {
          for (const edit of open) {
            const { binding, field } = edit;
            const became =
              world.base !== null && carries(world, edit, world.base.cells[field] ?? null);
            if (became || isRecorded(world, plan, edit)) open.delete(edit);
            else if (!cellsEqual(world.row(binding).cells?.[field] ?? null, edit.value)) {
              throw new Error(`lost: ${JSON.stringify(edit)}`);
            }
          }
          if (plan.next?.status === 'deleted') expect([...open]).toEqual([]);
        };
        for (const { script, gone, fates } of rounds) {
          for (const { binding, field, value } of script) {
            const edit = world.edit(binding, field, value);
            if (edit !== null) forget(edit);
            if (edit !== null && isNews(edit)) open.add(edit);
          }
          if (gone !== null) {
            world.remove(gone);
            for (const edit of open) if (edit.binding === gone) open.delete(edit);
          }
          let i = 0;
          const plan = world.run(() => fates[i++ % fates.length] ?? { kind: 'written' });
          const raced = world.raced.splice(0);
          for (const { edit } of raced) forget(edit);
          settle(plan);
          if (world.isDeleted) return;
          for (const { edit, isSeen } of raced) if (isSeen && isNews(edit)) open.add(edit);
        }
        settle(world.run());
        if (world.base === null || world.isDeleted) return;
        settle(world.run());
        if (world.isDeleted) return;
        const last = world.run();
        settle(last);
        expect(last.writes).toEqual([]);
        expect(drift(world, last)).toEqual([]);
        const lost = [...open].filter((edit) => !isAccountedFor(world, last, edit));
        expect(lost).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});
