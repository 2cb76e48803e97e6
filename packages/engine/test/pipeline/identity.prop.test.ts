import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { must } from '../../src/errors/assert.ts';
import { RegistryWorld } from '../world/registry-world.ts';
import { WORLD_TABLE } from '../world/world-registry.ts';

// A law takes seconds on a machine that is busy with other things.
vi.setConfig({ testTimeout: 60_000 });

/** Only the rules about identity protect here. */
const NO_LIMITS = { maxDeletePercent: 100, deleteFloor: 0, maxInvalidPercent: 100 };
/** No two have a cell in common, so that none resembles another. */
const DISTINCT = ['A', 'B', 'C', 'D'].map((code, i) => ({
  code,
  name: `Name ${code}`,
  amount: `${i}`,
}));
const PLACES = DISTINCT.map((_, i) => i);
const anyOrder = fc.shuffledSubarray(PLACES, { minLength: PLACES.length });
const somePlaces = fc.subarray(PLACES);

describe('keys that were permuted, cleared and copied, in any combination', () => {
  it('[A4] [A5] [A7] delete and overwrite nothing elsewhere: the run halts, or the rows wait', async () => {
    await fc.assert(
      fc.asyncProperty(
        anyOrder,
        somePlaces,
        somePlaces,
        fc.oneof(fc.constant(PLACES), anyOrder),
        async (order, cleared, copied, keys) => {
          const world = await RegistryWorld.create({ memory: true }, { safety: NO_LIMITS });
          for (const row of DISTINCT) world.add('notion', row);
          expect((await world.run()).status).toBe('succeeded');
          const { rows, fields } = must(world.systems.sheets.tables.get(WORLD_TABLE), 'a table');
          const { id } = must(fields[0], 'the key is the first column');
          const codes = rows.map(({ values }) => values.get(id));
          rows.forEach(({ values }, i) => {
            values.set(id, codes[keys[i] ?? i]);
          });
          for (const i of cleared) rows[i]?.values.set(id, null);
          const sorted = order.flatMap((i) => rows[i] ?? []);
          rows.splice(0, rows.length, ...sorted);
          for (const i of copied) {
            const values = [...(rows[i]?.values ?? [])].map(([column, value]) => {
              return [fields.find((field) => field.id === column)?.name ?? '', value];
            });
            world.add('sheets', Object.fromEntries(values));
          }
          const before = { notion: world.rows('notion'), postgres: world.rows('postgres') };
          for (let times = 0; times < 2; times++) {
            const run = await world.run();
            expect(['halted', 'succeeded']).toContain(run.status);
            expect(world.rows('notion')).toEqual(before.notion);
            expect(world.rows('postgres')).toEqual(before.postgres);
            if (run.status === 'halted') break;
          }
        },
      ),
      { numRuns: 150 },
    );
  });
});
