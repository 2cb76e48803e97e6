import { describe, expect, it } from 'vitest';
import { type AuditSigner, createAuditSigner } from '../../src/audit/audit-signer.ts';
import { ChittySyncError } from '../../src/errors/chittysync-error.ts';
import { SYSTEM_NAMES } from '../../src/model/system.ts';
import { RegistryWorld, type WorldStore } from '../world/registry-world.ts';
import { cellOf, expectAllEqual, ROWS, settledWorld } from '../world/settled-world.ts';

export function registerLog(store: () => WorldStore): void {
  /** Notes what is asked of each system, in order. */
  const listen = (world: RegistryWorld, heard: (system: string, request: string) => unknown) => {
    for (const name of SYSTEM_NAMES) {
      world.systems[name].onRequest = (request) => {
        heard(name, request);
      };
    }
  };

  describe('the log of a run', () => {
    it('[AU1] has the signed intent with the hash of the plan before the first write', async () => {
      const world = await settledWorld(store());
      world.edit('notion', 'A', { name: 'Edited' });
      const before: Promise<unknown>[] = [];
      listen(world, (_, request) => {
        if (request === 'applyWrites') before.push(world.entries().then((all) => all.at(-1)));
      });
      const run = await world.run();
      const [first] = await Promise.all(before);
      expect(first).toMatchObject({ type: 'run.intent', run: run.id, planHash: run.planHash });
    });

    it('[AU2] [H6] is written, or nothing is', async () => {
      const good = createAuditSigner(() => '11'.repeat(32));
      let isAway = false;
      const signer: AuditSigner = {
        ...good,
        sign: async (text) => {
          if (isAway) throw new ChittySyncError('CS_AUDIT_UNAVAILABLE', 'no signature');
          return good.sign(text);
        },
      };
      const world = await RegistryWorld.create(store(), {}, signer);
      for (const row of ROWS) world.add('postgres', row);
      await world.run();
      world.edit('notion', 'A', { name: 'Edited' });
      const id = await world.queue();
      isAway = true;
      await expect(world.carryOut(id)).rejects.toMatchObject({ code: 'CS_AUDIT_UNAVAILABLE' });
      for (const system of ['postgres', 'sheets'] as const) {
        expect(cellOf(world, system, 'A', 'name')).toBe('Name A');
      }
      isAway = false;
      expect((await world.carryOut(id)).status).toBe('succeeded');
      expectAllEqual(world);
    });

    it('[AU7] has what was attempted before the run failed, and nothing else', async () => {
      const world = await settledWorld(store());
      world.edit('sheets', 'A', { name: 'Edited' });
      listen(world, (system, request) => {
        if (system === 'postgres' && request === 'applyWrites') {
          throw new ChittySyncError('CS_DATABASE_UNAVAILABLE', 'the state database is away');
        }
      });
      const failed = await world.run();
      expect(failed).toMatchObject({
        status: 'failed',
        error: { code: 'CS_DATABASE_UNAVAILABLE' },
      });
      const told = (await world.entries()).filter(({ run }) => run === failed.id);
      expect(told.map(({ type, binding, result }) => [type, binding, result])).toEqual([
        ['run.intent', undefined, undefined],
        ['write.outcome', 'notion', 'written'],
        ['write.outcome', 'postgres', 'failed'],
        ['run.failed', undefined, undefined],
      ]);
    });
  });

  describe('the systems of a run', () => {
    it('[AP2] are written to in the order of the catalogue, each once all were read', async () => {
      const world = await settledWorld(store());
      world.add('sheets', { code: 'E', name: 'New', status: 'open', amount: '1' });
      world.edit('postgres', 'A', { name: 'Edited' });
      const heard: string[] = [];
      listen(world, (system, request) => {
        if (request === 'readPage' || request === 'applyWrites') heard.push(`${request} ${system}`);
      });
      await world.run();
      expect([...new Set(heard)]).toEqual([
        ...SYSTEM_NAMES.map((name) => `readPage ${name}`),
        ...SYSTEM_NAMES.map((name) => `applyWrites ${name}`),
      ]);
    });

    it.each(SYSTEM_NAMES)(
      '[AP3] [B1] are left as they are when %s cannot be read',
      async (system) => {
        const world = await settledWorld(store());
        world.edit('notion', 'A', { name: 'Edited' });
        world.remove('sheets', 'B');
        const shown = () => SYSTEM_NAMES.map((name) => world.rows(name));
        const before = shown();
        listen(world, (name, request) => {
          if (name === system && request === 'readPage') {
            throw new ChittySyncError('CS_FETCH_INCOMPLETE', 'a page is missing');
          }
        });
        const failed = await world.run();
        expect(failed).toMatchObject({ status: 'failed', error: { code: 'CS_FETCH_INCOMPLETE' } });
        expect(shown()).toEqual(before);
        listen(world, () => {});
        expect((await world.run()).status).toBe('succeeded');
        expectAllEqual(world);
      },
    );
  });
}
