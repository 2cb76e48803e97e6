import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import { ChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { FetchMode } from '../../src/model/run.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import { hashSigner } from '../world/hash-signer.ts';
import { RegistryWorld, type RowValues } from '../world/registry-world.ts';
import { type RegistryChanges, WORLD_TABLE } from '../world/world-registry.ts';

// A law takes seconds on a machine that is busy with other things.
vi.setConfig({ testTimeout: 120_000 });

/** Two systems tell what changed (`notion`, `postgres`), and one does not. */
const anySystem = fc.constantFrom<SystemName>(...SYSTEM_NAMES);
const anyCode = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G');
const anyValue: fc.Arbitrary<RowValues> = fc.oneof(
  { weight: 4, arbitrary: fc.nat(3).map((n) => ({ name: `Name ${n}` })) },
  { weight: 3, arbitrary: fc.nat(3).map((n) => ({ amount: String(n) })) },
  { weight: 2, arbitrary: fc.constantFrom('open', 'done').map((status) => ({ status })) },
  { weight: 2, arbitrary: fc.constantFrom({ name: 'x'.repeat(60) }, { status: 'nope' }) },
  { weight: 1, arbitrary: fc.constantFrom({ name: null }, { amount: null }) },
  { weight: 1, arbitrary: anyCode.map((code) => ({ code })) },
  { weight: 1, arbitrary: fc.constant({ code: null }) },
);
type Act =
  | {
      readonly do: 'edit';
      readonly system: SystemName;
      readonly at: number;
      readonly values: RowValues;
    }
  | { readonly do: 'add'; readonly system: SystemName; readonly values: RowValues };
const anyAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      system: anySystem,
      at: fc.nat(20),
      values: anyValue,
    }),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(anyCode, fc.nat(3))
      .map(([code, n]) => ({ code, name: `Name ${n}` }))
      .chain((values) =>
        fc.record({
          do: fc.constant('add' as const),
          system: anySystem,
          values: fc.constant(values),
        }),
      ),
  },
);
const anyFetch = fc.constantFrom<FetchMode>('incremental', 'incremental', 'full');
const anyRound = fc.record({
  acts: fc.array(anyAct, { maxLength: 4 }),
  fetch: anyFetch,
  /** A system that takes no writes in this run. */
  refuses: fc.option(anySystem, { freq: 6 }),
});
const anyChain = fc.constantFrom<RegistryChanges['conflicts']>(
  { strategy: ['last-write-wins', 'hash'], fields: {} },
  { strategy: ['manual'], fields: {} },
);
const NO_LIMITS = { maxDeletePercent: 100, deleteFloor: 0, maxInvalidPercent: 100 };

type World = RegistryWorld;

async function settled(conflicts: RegistryChanges['conflicts']): Promise<World> {
  const changes = { safety: NO_LIMITS, ...(conflicts === undefined ? {} : { conflicts }) };
  const world = await RegistryWorld.create({ memory: true }, changes, hashSigner);
  for (const code of ['A', 'B', 'C', 'D', 'E']) world.add('notion', { code, name: `Name ${code}` });
  await world.run();
  return world;
}

function perform(world: World, act: Act): void {
  if (act.do === 'add') {
    world.add(act.system, act.values);
    return;
  }
  const rows = presentRows(world, act.system);
  const row = rows[act.at % rows.length];
  world.tick();
  if (row !== undefined) world.systems[act.system].editRow(WORLD_TABLE, row.externalId, act.values);
}

/** In an order that does not follow from that in which rows were made. */
function presentRows(world: World, system: SystemName) {
  const { rows } = must(world.systems[system].tables.get(WORLD_TABLE), 'the table is set up');
  return rows
    .filter(({ presence }) => presence === 'present')
    .map(({ externalId, values }) => ({ externalId, shows: JSON.stringify([...values].sort()) }))
    .sort((a, b) => (a.shows < b.shows ? -1 : 1));
}

async function carryOut(world: World, fetch: FetchMode, refuses: SystemName | null) {
  if (refuses !== null) {
    world.systems[refuses].onRequest = (request) => {
      if (request === 'applyWrites') throw new ChittySyncError('CS_ACCESS_DENIED', 'not now');
    };
  }
  world.tick();
  let run = await world.carryOut(await world.queue('sync', { fetch }));
  for (let approvals = 0; run.status === 'halted' && approvals < 2; approvals++) {
    await world.approve(run);
    run = await world.carryOut(run.id);
  }
  if (refuses !== null) world.systems[refuses].onRequest = null;
  return run;
}

/** What people see: every table, what is wrong and what they are asked. */
async function seenIn(world: World) {
  const problems = await world.state.problems(world.registryId);
  const conflicts = await world.conflicts();
  const rowOf = (binding: string, id: string | null) =>
    presentRows(world, binding as SystemName).find(({ externalId }) => externalId === id)?.shows;
  return {
    tables: SYSTEM_NAMES.map((system) => presentRows(world, system).map(({ shows }) => shows)),
    problems: problems
      .filter(({ status }) => status === 'open')
      .map(({ binding, externalId, field, rule, value }) =>
        [binding, rowOf(binding, externalId), field, rule, value].join('|'),
      )
      .sort(),
    conflicts: conflicts
      .filter(({ status }) => status === 'open')
      .map(({ key, field, candidates }) =>
        JSON.stringify([key, field, candidates.map(({ binding, value }) => [binding, value])]),
      )
      .sort(),
  };
}

describe('runs that read what changed, mixed with runs that read everything', () => {
  it('[DF15] [DF16] [DF17] come to the same, run by run, as runs that read everything', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyChain,
        fc.array(anyRound, { minLength: 2, maxLength: 7 }),
        async (chain, rounds) => {
          const [mixed, full] = [await settled(chain), await settled(chain)];
          for (const { acts, fetch, refuses } of rounds) {
            for (const act of acts) {
              perform(mixed, act);
              perform(full, act);
            }
            const run = await carryOut(mixed, fetch, refuses);
            const expected = await carryOut(full, 'full', refuses);
            expect([run.status, run.counts]).toEqual([expected.status, expected.counts]);
            expect(await seenIn(mixed)).toEqual(await seenIn(full));
          }
        },
      ),
      { numRuns: 100 },
    );
  });

  it('[DF15] never find a row removed, and lose none of the removals: the next full run finds them all', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(anyAct, { maxLength: 4 }), { maxLength: 3 }),
        fc.uniqueArray(fc.nat(8), { minLength: 1, maxLength: 3 }),
        fc.constantFrom<SystemName>('notion', 'postgres'),
        fc.integer({ min: 1, max: 3 }),
        async (rounds, removed, system, times) => {
          const [mixed, full] = [await settled(undefined), await settled(undefined)];
          for (const acts of rounds) {
            for (const world of [mixed, full]) {
              for (const act of acts) perform(world, act);
              await carryOut(world, 'full', null);
            }
          }
          const { problems, tables } = await seenIn(mixed);
          // While anything is wrong, tables are read whole.
          fc.pre(problems.length === 0);
          for (const world of [mixed, full]) {
            const rows = presentRows(world, system);
            const ids = new Set(removed.flatMap((at) => rows[at]?.externalId ?? []));
            for (const id of ids) world.systems[system].setPresence(WORLD_TABLE, id, 'trashed');
          }
          for (let n = 0; n < times; n++) {
            const { counts } = await carryOut(mixed, 'incremental', null);
            expect(counts).toMatchObject({ created: 0, updated: 0, deleted: 0 });
          }
          const others = SYSTEM_NAMES.flatMap((name, i) => (name === system ? [] : [i]));
          const now = (await seenIn(mixed)).tables;
          expect(others.map((i) => now[i])).toEqual(others.map((i) => tables[i]));
          for (const world of [mixed, full]) await carryOut(world, 'full', null);
          expect(await seenIn(mixed)).toEqual(await seenIn(full));
        },
      ),
      { numRuns: 100 },
    );
  });
});
