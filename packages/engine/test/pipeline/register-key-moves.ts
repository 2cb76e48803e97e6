import { describe, expect, it } from 'vitest';
import { ChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { Run } from '../../src/model/run.ts';
import { DirectSteps } from '../world/direct-steps.ts';
import { RegistryWorld, type WorldStore } from '../world/registry-world.ts';
import { settledWorld } from '../world/settled-world.ts';
import type { RegistryChanges, WorldShape } from '../world/world-registry.ts';

const SYSTEMS = ['notion', 'postgres', 'crm'] as const;
type Name = (typeof SYSTEMS)[number];
type World = RegistryWorld<Name>;

/** Rows of all three have an identity of their own. */
const SHAPE: WorldShape<Name> = {
  bindings: { notion: 'notion', postgres: 'postgres', crm: 'postgres' },
  fields: { code: 'text', name: 'text' },
  key: ['code'],
  schema: {
    type: 'object',
    properties: { code: { type: 'string', maxLength: 6 }, name: { type: 'string' } },
  },
};
/** So that refused keys halt nothing. */
const PATIENT = { maxDeletePercent: 50, deleteFloor: 0, maxInvalidPercent: 100 };
const CODES = ['A', 'B', 'C', 'D', 'E', 'F'];

async function settled(store: WorldStore, changes: RegistryChanges = {}): Promise<World> {
  const world = await RegistryWorld.shaped(store, SHAPE, { safety: PATIENT, ...changes });
  for (const code of CODES) {
    world.add('notion', { code, name: `Name ${code}` });
  }
  expect((await world.run()).status).toBe('succeeded');
  return world;
}

/** A person gives rows other keys, from one to the next; a key that goes round does so by way of another. */
function rename(world: World, at: Name, moves: Readonly<Record<string, string>>): void {
  for (const from of Object.keys(moves)) world.edit(at, from, { code: `now ${from}` });
  for (const [from, to] of Object.entries(moves)) world.edit(at, `now ${from}`, { code: to });
}

/** Which name stands under which key. */
function names(world: World, at: Name): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(world.rows(at)).map(([code, { name }]) => [code, name]));
}

function expectEverywhere(
  world: World,
  changed: Readonly<Record<string, string>>,
  gone = '',
): void {
  const same = CODES.filter((code) => !gone.includes(code)).map((code) => [code, `Name ${code}`]);
  const expected = { ...Object.fromEntries(same), ...changed };
  for (const system of SYSTEMS) expect(names(world, system), system).toEqual(expected);
}

async function openProblems(world: World | RegistryWorld): Promise<readonly string[]> {
  const open = (await world.problems()).filter(({ status }) => status === 'open');
  return open.map(({ binding, rule }) => `${binding} ${rule}`).sort();
}

async function expectAtRest(world: World, run: Run): Promise<void> {
  expect([run.status, run.counts.problems, run.counts.conflicts]).toEqual(['succeeded', 0, 0]);
  const next = await world.run();
  expect(next.counts).toMatchObject({ created: 0, updated: 0, deleted: 0, problems: 0 });
}

export function registerKeyMoves(store: () => WorldStore): void {
  describe('keys that go from record to record', () => {
    it.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>, string]>([
      ['are exchanged', { A: 'B', B: 'A' }, { A: 'Name B', B: 'Name A' }, ''],
      ['go round', { A: 'B', B: 'C', C: 'A' }, { A: 'Name C', B: 'Name A', C: 'Name B' }, ''],
      ['move on', { A: 'B', B: 'C', C: 'Z' }, { B: 'Name A', C: 'Name B', Z: 'Name C' }, 'A'],
    ])('%s everywhere', async (_, moves, changed, gone) => {
      const world = await settled(store());
      rename(world, 'notion', moves);
      const run = await world.run();
      expectEverywhere(world, changed, gone);
      await expectAtRest(world, run);
    });

    it('are exchanged while other fields are edited elsewhere', async () => {
      const world = await settled(store());
      rename(world, 'notion', { A: 'B', B: 'A' });
      world.edit('postgres', 'A', { name: 'Edited' });
      const run = await world.run();
      expectEverywhere(world, { A: 'Name B', B: 'Edited' });
      await expectAtRest(world, run);
    });

    it('are exchanged by the same edit in two bindings', async () => {
      const world = await settled(store());
      rename(world, 'notion', { A: 'B', B: 'A' });
      rename(world, 'crm', { A: 'B', B: 'A' });
      const run = await world.run();
      expectEverywhere(world, { A: 'Name B', B: 'Name A' });
      await expectAtRest(world, run);
    });

    it('stay where they were when one of them goes to a value that is refused', async () => {
      const world = await settled(store());
      rename(world, 'notion', { A: 'B', B: 'C', C: 'far too long' });
      const run = await world.run();
      expect(run.status).toBe('succeeded');
      expect(await openProblems(world)).toEqual([
        'notion KEY_TAKEN',
        'notion KEY_TAKEN',
        'notion SCHEMA_MAXLENGTH',
      ]);
      expect(names(world, 'postgres')).toMatchObject({ A: 'Name A', B: 'Name B', C: 'Name C' });
      world.edit('notion', 'far too long', { code: 'A' });
      const mended = await world.run();
      expectEverywhere(world, { A: 'Name C', B: 'Name A', C: 'Name B' });
      await expectAtRest(world, mended);
    });

    it('[ID9] are given to nobody when two records want the same one', async () => {
      const world = await settled(store());
      rename(world, 'notion', { A: 'C', C: 'A' });
      rename(world, 'postgres', { B: 'C' });
      await world.run();
      expect(await openProblems(world)).toEqual(
        Array(3)
          .fill('x')
          .map(() => expect.any(String)),
      );
      expect(names(world, 'crm')).toMatchObject({ A: 'Name A', B: 'Name B', C: 'Name C' });
    });

    it('are a conflict that moves none where bindings do not agree on them', async () => {
      const world = await settled(store(), { conflicts: { strategy: ['manual'], fields: {} } });
      rename(world, 'notion', { A: 'B', B: 'A' });
      rename(world, 'postgres', { A: 'C', C: 'A' });
      await world.run();
      expect(names(world, 'crm')).toMatchObject({ A: 'Name A', B: 'Name B', C: 'Name C' });
      const again = await world.run();
      expect(again.counts).toMatchObject({ updated: 0, created: 0, deleted: 0 });
    });

    it('of records that are deleted are free in the same run', async () => {
      const world = await settled(store());
      world.remove('notion', 'A');
      world.edit('notion', 'B', { code: 'A' });
      const run = await world.run();
      expectEverywhere(world, { A: 'Name B' }, 'AB');
      await expectAtRest(world, run);
    });

    it.each<Name>(['postgres', 'crm'])(
      'of records whose deletion fails in %s stay theirs until it does not',
      async (system) => {
        const world = await settled(store());
        world.remove('notion', 'A');
        world.edit('notion', 'B', { code: 'A' });
        world.systems[system].onRequest = (kind) => {
          if (kind === 'applyWrites') throw new ChittySyncError('CS_SYSTEM_UNAVAILABLE', 'down');
        };
        expect((await world.run()).status).toBe('partial');
        expect(names(world, system)).toMatchObject({ A: 'Name A', B: 'Name B' });
        world.systems[system].onRequest = null;
        const run = await world.run();
        expectEverywhere(world, { A: 'Name B' }, 'AB');
        await expectAtRest(world, run);
      },
    );

    it('arrive in the next run in a system that failed', async () => {
      const world = await settled(store());
      rename(world, 'notion', { A: 'B', B: 'A' });
      world.systems.crm.onRequest = (kind) => {
        if (kind === 'applyWrites') throw new ChittySyncError('CS_SYSTEM_UNAVAILABLE', 'down');
      };
      expect((await world.run()).status).toBe('partial');
      expect(names(world, 'crm')).toMatchObject({ A: 'Name A', B: 'Name B' });
      world.systems.crm.onRequest = null;
      const run = await world.run();
      expectEverywhere(world, { A: 'Name B', B: 'Name A' });
      await expectAtRest(world, run);
    });

    it('are exchanged once, wherever a crash happens', { timeout: 180_000 }, async () => {
      let finished = false;
      for (let dieAt = 0; !finished; dieAt += 1) {
        const world = await settled(store());
        rename(world, 'notion', { A: 'B', B: 'A' });
        const steps = DirectSteps.dying(dieAt);
        const run = await world.run('sync', steps);
        finished = steps.taken <= dieAt;
        const done = finished ? run : await world.carryOut(run.id);
        expect(done.status, `died before step ${dieAt}`).toBe('succeeded');
        expectEverywhere(world, { A: 'Name B', B: 'Name A' });
      }
    });
  });

  describe('a key by which a system knows its rows', () => {
    it('is not exchanged, and goes on once it is free', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { code: 'x' });
      world.edit('notion', 'B', { code: 'A' });
      world.edit('notion', 'x', { code: 'B' });
      expect((await world.run()).status).toBe('succeeded');
      expect(await openProblems(world)).toEqual(['notion KEY_TAKEN', 'notion KEY_TAKEN']);
      world.edit('notion', 'A', { code: 'Z' });
      for (let i = 0; i < 2; i++) expect((await world.run()).status).toBe('succeeded');
      expect(await openProblems(world)).toEqual([]);
      expect(world.rows('sheets')).toEqual(world.rows('notion'));
      expect(world.rows('sheets')).toMatchObject({ B: { name: 'Name A' }, Z: { name: 'Name B' } });
    });
  });

  describe('a new row with a key that a row is renamed to elsewhere', () => {
    it('[ID9] is refused as the renaming is, until one of them is mended', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { code: 'G' });
      world.add('postgres', { code: 'G', name: 'New', status: 'open', amount: '1' });
      for (let i = 0; i < 2; i++) {
        const run = await world.run();
        expect([run.status, run.counts.created, run.counts.updated]).toEqual(['succeeded', 0, 0]);
        expect(await openProblems(world)).toEqual(['notion KEY_TAKEN', 'postgres KEY_TAKEN']);
      }
      world.edit('postgres', 'G', { code: 'H' });
      const run = await world.run();
      expect([run.status, run.counts.problems]).toEqual(['succeeded', 0]);
      for (const system of ['notion', 'postgres', 'sheets'] as const) {
        expect(Object.keys(world.rows(system)).sort()).toEqual(['B', 'C', 'D', 'G', 'H']);
      }
    });
  });
}
