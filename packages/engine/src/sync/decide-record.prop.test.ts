import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  anyEdit,
  anyShape,
  aWorld,
  BINDINGS,
  cells,
  type EditScript,
  plainShape,
  validEdit,
} from '../../test/build/arbitrary-world.ts';
import type { Edit, RecordWorld, WriteFate } from '../../test/build/record-world.ts';
import { type Cell, cellsEqual } from '../model/cell.ts';
import type { RecordPlan } from '../model/plan.ts';
import { decideRecord } from './decide-record.ts';

const edits = fc.array(validEdit, { maxLength: 6 });
const anyEdits = fc.array(anyEdit, { maxLength: 6 });

function make(world: RecordWorld, script: readonly EditScript[]): Edit[] {
  const made = script.flatMap(({ binding, field, value }) => {
    return world.edit(binding, field, value) ?? [];
  });
  return standing(world, made);
}

/** Edits that their own binding still shows, and that are edits still. */
function standing(world: RecordWorld, made: readonly Edit[]): Edit[] {
  return made.filter(({ binding, field, value }, i) => {
    const { cells: now, link } = world.row(binding);
    const isLast = !made.some((e, j) => j > i && e.binding === binding && e.field === field);
    const shown = link?.shown[field];
    const isEdit = shown === undefined ? value !== null : !cellsEqual(shown, value);
    return isLast && isEdit && now !== null && cellsEqual(now[field] ?? null, value);
  });
}

/** The binding shows `edit.value` for this value. */
function carries(world: RecordWorld, edit: Edit, value: Cell): boolean {
  if (cellsEqual(value, edit.value)) return true;
  const projected = world.binding(edit.binding).project(edit.field, value);
  return projected.ok && cellsEqual(projected.cell, edit.value);
}

/** The edit is the value that the plan decides on, a candidate or loser that it records, or a problem. */
function isAccountedFor(world: RecordWorld, plan: RecordPlan, edit: Edit): boolean {
  const { binding, field } = edit;
  const isNewRow = world.base === null;
  const isProblem = plan.problems.some(
    (problem) =>
      problem.binding === binding &&
      (isNewRow || problem.field === null || problem.field === field),
  );
  const isCandidate = plan.conflicts.some(
    (conflict) =>
      conflict.field === field &&
      conflict.candidates.some(({ value }) => carries(world, edit, value)),
  );
  const decided = plan.next?.decisions.find((decision) => decision.field === field);
  const isLoser = decided?.losers.some((loser) => carries(world, edit, loser.value)) === true;
  const isValue =
    plan.next?.status === 'live' && carries(world, edit, plan.next.cells[field] ?? null);
  return isProblem || isCandidate || isLoser || isValue;
}

/** Cells that do not show the base although nothing waits there. */
function drift(world: RecordWorld, plan: RecordPlan): string[] {
  if (world.isDeleted) {
    return [...world.rows].filter(([, row]) => row.cells !== null).map(([name]) => `${name} row`);
  }
  const waiting = plan.conflicts.flatMap(({ field, status }) => (status === 'open' ? [field] : []));
  return [...world.rows].flatMap(([name, row]) => {
    const binding = world.binding(name);
    const problems = plan.problems.filter((problem) => problem.binding === name);
    if (row.detached || !binding.writes || problems.some(({ field }) => field === null)) return [];
    // A row is not created while its key waits.
    if (row.cells === null) return waiting.includes('id') ? [] : [`${name} has no row`];
    return binding.table.fields.flatMap(({ field, access }) => {
      const isOpen = waiting.includes(field) || problems.some((problem) => problem.field === field);
      if (access === 'read' || isOpen) return [];
      const projected = binding.project(field, world.base?.cells[field] ?? null);
      const shows = projected.ok && cellsEqual(row.cells?.[field] ?? null, projected.cell);
      return shows ? [] : [`${name}.${field}`];
    });
  });
}

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

/** First contact: some bindings have the record, each with values of its own. */
const firstContact = fc.record({
  n: fc.option(cells),
  p: fc.option(cells),
  s: fc.option(cells),
});
type FirstRows = typeof firstContact extends fc.Arbitrary<infer T> ? T : never;

function place(world: RecordWorld, rows: FirstRows): Edit[] {
  return BINDINGS.flatMap((name) => {
    const shown = rows[name];
    if (shown === null) return [];
    world.row(name).cells = Object.fromEntries(
      world.binding(name).table.fields.map(({ field }) => {
        const projected = world.binding(name).project(field, shown[field] ?? null);
        return [field, projected.ok ? projected.cell : null];
      }),
    );
    return Object.entries(world.row(name).cells ?? {}).flatMap(([field, value]) =>
      value === null ? [] : [{ binding: name, field, value }],
    );
  });
}

const start = fc.oneof(
  fc.record({ base: cells, rows: fc.constant(null) }),
  fc.record({ base: fc.constant(null), rows: firstContact }),
);
type Start =
  | { base: Parameters<RecordWorld['agree']>[0]; rows: null }
  | { base: null; rows: FirstRows };

function begin(world: RecordWorld, { base, rows }: Start): Edit[] {
  if (base !== null) world.agree(base);
  return rows === null ? [] : place(world, rows);
}

describe('decideRecord', () => {
  it('decides the same about the same, in whatever order the rows come', () => {
    fc.assert(
      fc.property(anyShape, start, anyEdits, fc.nat(), (shape, from, script, seed) => {
        const world = aWorld(shape);
        begin(world, from as Start);
        make(world, script);
        const view = world.view();
        const rows = view.rows.toSorted(
          (a, b) => seedOf(a.binding, seed) - seedOf(b.binding, seed),
        );
        const plan = withoutIds(decideRecord(view, world.rules));
        expect(withoutIds(decideRecord(view, world.rules))).toEqual(plan);
        expect(withoutIds(decideRecord({ ...view, rows }, world.rules))).toEqual(plan);
      }),
      { numRuns: 20 * 1_000 },
    );
  });

  it('[C1] plans nothing when nothing changed', () => {
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

  it('brings what one binding changed to all others, without a conflict', () => {
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
      { numRuns: 20 * 500 },
    );
  });

  it('[C21] moves the base without a write when all made the same change', () => {
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

  it('[C21] a poorer form of the same change is no conflict either', () => {
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
      { numRuns: 20 * 500 },
    );
  });

  it('[D1] keeps edits of different fields', () => {
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
      { numRuns: 20 * 500 },
    );
  });

  it('lets no edit disappear', () => {
    fc.assert(
      fc.property(anyShape, start, anyEdits, (shape, from, script) => {
        const world = aWorld(shape);
        const first = begin(world, from as Start);
        const made = [...standing(world, first), ...make(world, script)];
        const plan = decideRecord(world.view(), world.rules);
        const lost = standing(world, made).filter((edit) => !isAccountedFor(world, plan, edit));
        expect(lost).toEqual([]);
      }),
      { numRuns: 20 * 2_000 },
    );
  });

  it('lets no edit disappear beside a deletion', () => {
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
      { numRuns: 20 * 2_000 },
    );
  });

  it('agrees in one run when every write succeeds', () => {
    fc.assert(
      fc.property(anyShape, start, anyEdits, (shape, from, script) => {
        const world = aWorld(shape);
        begin(world, from as Start);
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
      { numRuns: 20 * 2_000 },
    );
  });

  it('follows a mirror’s leader in one run, and never writes to the leader', () => {
    fc.assert(
      fc.property(plainShape, start, anyEdits, (shape, from, script) => {
        const world = aWorld(shape, 'n');
        begin(world, from as Start);
        make(world, script);
        const leader = world.row('n').cells;
        const plan = world.run();
        expect(world.row('n').cells).toEqual(leader);
        expect(plan.conflicts).toEqual([]);
        if (world.base === null) return;
        expect(drift(world, plan)).toEqual([]);
        expect(world.run().writes).toEqual([]);
      }),
      { numRuns: 20 * 1_000 },
    );
  });

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
  const round = fc.record({
    script: anyEdits,
    fates: fc.array(fate, { minLength: 1, maxLength: 4 }),
  });

  it('loses no edit through any number of bad runs, and agrees as soon as writes succeed', () => {
    fc.assert(
      fc.property(anyShape, start, fc.array(round, { maxLength: 4 }), (shape, from, rounds) => {
        const world = aWorld(shape);
        const open = new Set<Edit>(begin(world, from as Start));
        const forget = ({ binding, field }: Edit) => {
          for (const old of open) if (old.binding === binding && old.field === field) open.delete(old);
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
        };
        for (const { script, fates } of rounds) {
          for (const { binding, field, value } of script) {
            const edit = world.edit(binding, field, value);
            if (edit !== null) forget(edit);
            if (edit !== null && isNews(edit)) open.add(edit);
          }
          let i = 0;
          const plan = world.run(() => fates[i++ % fates.length] ?? { kind: 'written' });
          const raced = world.raced.splice(0);
          for (const { edit } of raced) forget(edit);
          settle(plan);
          for (const { edit, isSeen } of raced) if (isSeen && isNews(edit)) open.add(edit);
        }
        settle(world.run());
        if (world.base === null) return;
        settle(world.run());
        const last = world.run();
        settle(last);
        expect(last.writes).toEqual([]);
        expect(drift(world, last)).toEqual([]);
        const lost = [...open].filter((edit) => !isAccountedFor(world, last, edit));
        expect(lost).toEqual([]);
      }),
      { numRuns: 20 * 3_000 },
    );
  });
});

/** The history keeps the edit as a value that stood against others. */
function isRecorded(world: RecordWorld, plan: RecordPlan, edit: Edit): boolean {
  const { field } = edit;
  const values = [
    ...plan.conflicts.filter((conflict) => conflict.field === field).flatMap((c) => c.candidates),
    ...(plan.next?.decisions.find((decision) => decision.field === field)?.losers ?? []),
  ];
  return values.some(({ value }) => carries(world, edit, value));
}

function seedOf(text: string, seed: number): number {
  return ([...text].reduce((hash, c) => (hash * 31 + c.charCodeAt(0)) % 1009, seed) * 7919) % 1013;
}
