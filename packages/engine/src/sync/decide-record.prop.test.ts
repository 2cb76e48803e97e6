import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { begin, start } from '../../test/build/arbitrary-start.ts';
import {
  anyEdit,
  anyShape,
  aWorld,
  BINDINGS,
  cells,
  plainShape,
  validEdit,
} from '../../test/build/arbitrary-world.ts';
import { drift, isAccountedFor, make, standing } from '../../test/build/edit-accounts.ts';
import type { RecordPlan } from '../model/plan.ts';
import { decideRecord } from './decide-record.ts';

// Laws take seconds on a machine that is busy with other things.
vi.setConfig({ testTimeout: 60_000 });

const edits = fc.array(validEdit, { maxLength: 6 });
const anyEdits = fc.array(anyEdit, { maxLength: 6 });

const withoutIds = (plan: RecordPlan) => ({
  ...plan,
  writes: plan.writes
    .map(({ id: _, ...write }) => write)
    .sort((a, b) => a.binding.localeCompare(b.binding)),
  problems: plan.problems
    .map((problem) => JSON.stringify(problem))
    .sort((a, b) => a.localeCompare(b)),
  next: plan.next && {
    ...plan.next,
    rows: plan.next.rows.toSorted((a, b) => a.binding.localeCompare(b.binding)),
    decisions: plan.next.decisions
      .map((decision) => ({
        ...decision,
        losers: decision.losers.toSorted((a, b) => a.binding.localeCompare(b.binding)),
      }))
      .sort((a, b) => a.field.localeCompare(b.field)),
  },
});

describe('decideRecord', () => {
  it('[RS5] decides the same about the same, in whatever order the rows come', () => {
    fc.assert(
      fc.property(anyShape, start, anyEdits, fc.nat(), (shape, from, script, seed) => {
        const world = aWorld(shape);
        begin(world, from);
        make(world, script);
        const view = world.view();
        const rows = view.rows.toSorted(
          (a, b) => seedOf(a.binding, seed) - seedOf(b.binding, seed),
        );
        const plan = withoutIds(decideRecord(view, world.rules));
        expect(withoutIds(decideRecord(view, world.rules))).toEqual(plan);
        expect(withoutIds(decideRecord({ ...view, rows }, world.rules))).toEqual(plan);
      }),
      { numRuns: 1_000 },
    );
  });

  it('[DF12] [C1] plans nothing when nothing changed', () => {
    fc.assert(
      fc.property(plainShape, cells, (shape, base) => {
        const world = aWorld(shape);
        world.agree(base);
        const { writes, conflicts, problems, next } = decideRecord(world.view(), world.rules);
        expect({ writes, conflicts, problems }).toEqual({
          writes: [],
          conflicts: [],
          problems: [],
        });
        expect(next?.cells).toEqual(base);
        expect(next?.waits).toBe(false);
      }),
    );
  });

  it('[RS1] brings what one binding changed to all others, without a conflict', () => {
    fc.assert(
      fc.property(
        plainShape,
        cells,
        fc.constantFrom(...BINDINGS),
        edits,
        (shape, base, who, all) => {
          const world = aWorld(shape);
          world.agree(base);
          const made = make(
            world,
            all.map((edit) => ({ ...edit, binding: who })),
          );
          const plan = world.run();
          expect(plan.conflicts).toEqual([]);
          for (const { field, value } of made) expect(world.base?.cells[field]).toEqual(value);
          expect(drift(world, plan)).toEqual([]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('[RS2] [C21] moves the base without a write when all made the same change', () => {
    fc.assert(
      fc.property(plainShape, cells, edits, (shape, base, script) => {
        const exact = { ...shape, bindings: { n: {}, p: {}, s: {} } };
        const world = aWorld(exact);
        world.agree(base);
        for (const binding of BINDINGS) {
          make(
            world,
            script.map((edit) => ({ ...edit, binding })),
          );
        }
        const plan = world.run();
        expect([plan.writes, plan.conflicts]).toEqual([[], []]);
        expect(world.base?.cells).toEqual(world.row('n').cells);
      }),
    );
  });

  it('[RS25] [C21] a poorer form of the same change is no conflict either', () => {
    fc.assert(
      fc.property(plainShape, cells, edits, (shape, base, script) => {
        const world = aWorld(shape);
        world.agree(base);
        const last = new Map(script.map((edit) => [edit.field, edit]));
        for (const binding of BINDINGS) {
          make(
            world,
            [...last.values()].map((edit) => ({ ...edit, binding })),
          );
        }
        const { conflicts } = decideRecord(world.view(), world.rules);
        expect(conflicts).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('[RS3] [D1] keeps edits of different fields', () => {
    fc.assert(
      fc.property(plainShape, cells, edits, (shape, base, script) => {
        const world = aWorld(shape);
        world.agree(base);
        const owner = new Map<string, string>();
        const disjoint = script.filter(({ field, binding }) => {
          if (!owner.has(field)) owner.set(field, binding);
          return owner.get(field) === binding;
        });
        const made = make(world, disjoint);
        const plan = world.run();
        expect(plan.conflicts).toEqual([]);
        for (const { field, value } of made) expect(world.base?.cells[field]).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it('[RS24] lets no edit disappear', () => {
    fc.assert(
      fc.property(anyShape, start, anyEdits, (shape, from, script) => {
        const world = aWorld(shape);
        const first = begin(world, from);
        const made = [...standing(world, first), ...make(world, script)];
        const plan = decideRecord(world.view(), world.rules);
        const lost = standing(world, made).filter((edit) => !isAccountedFor(world, plan, edit));
        expect(lost).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('[RS24] lets no edit disappear beside a deletion', () => {
    const policy = fc.constantFrom('propagate', 'unlink', 'ignore');
    const who = fc.subarray([...BINDINGS], { minLength: 1 });
    fc.assert(
      fc.property(anyShape, cells, anyEdits, who, policy, (shape, base, script, gone, deletes) => {
        const world = aWorld(shape);
        Object.assign(world.rules.registry, { deletes: { policy: deletes } });
        world.agree(base);
        const made = make(world, script).filter(({ binding }) => !gone.includes(binding as 'n'));
        for (const name of gone) world.remove(name);
        const plan = decideRecord(world.view(), world.rules);
        expect(made.filter((edit) => !isAccountedFor(world, plan, edit))).toEqual([]);
        const deleted = plan.writes.filter(({ kind }) => kind === 'delete');
        if (deletes !== 'propagate' || made.length > 0) expect(deleted).toEqual([]);
        world.run();
        world.run();
        const again = world.isDeleted ? null : world.run();
        expect(again?.writes ?? []).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('[PV21] agrees in one run when every write succeeds', () => {
    fc.assert(
      fc.property(anyShape, start, anyEdits, (shape, from, script) => {
        const world = aWorld(shape);
        begin(world, from);
        make(world, script);
        const isNew = world.base === null;
        const { problems } = world.run();
        if (world.base === null) return;
        // A row that was refused as a part of a new record is met field by field in the next run.
        if (isNew && problems.length > 0) world.run();
        const again = world.run();
        expect(again.writes).toEqual([]);
        expect(drift(world, again)).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('[RS34] follows a mirror’s leader in one run, and never writes to the leader', () => {
    fc.assert(
      fc.property(plainShape, start, anyEdits, (shape, from, script) => {
        const world = aWorld(shape, 'n');
        begin(world, from);
        make(world, script);
        const leader = world.row('n').cells;
        const plan = world.run();
        expect(world.row('n').cells).toEqual(leader);
        expect(plan.conflicts).toEqual([]);
        if (world.base === null) return;
        expect(drift(world, plan)).toEqual([]);
        expect(world.run().writes).toEqual([]);
      }),
      { numRuns: 1_000 },
    );
  });
});

function seedOf(text: string, seed: number): number {
  return ([...text].reduce((hash, c) => (hash * 31 + c.charCodeAt(0)) % 1009, seed) * 7919) % 1013;
}
