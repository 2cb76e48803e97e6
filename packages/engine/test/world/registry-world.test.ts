import { expect, it } from 'vitest';
import { RegistryWorld } from './registry-world.ts';

it('has any number of bindings, several of one system, and keys of several fields', async () => {
  const world = await RegistryWorld.shaped(
    { memory: true },
    {
      bindings: { desk: 'sheets', store: 'postgres', archive: 'sheets', wiki: 'notion' },
      fields: { country: 'text', number: 'integer', name: 'text' },
      schema: {
        properties: {
          country: { type: 'string' },
          number: { type: 'integer' },
          name: { type: 'string' },
        },
      },
      key: ['country', 'number'],
    },
  );
  world.add('desk', { country: 'FR', number: '1', name: 'Un' });
  world.add('archive', { country: 'FR', number: '2', name: 'Deux' });
  await world.run();
  world.edit('wiki', 'FR 2', { name: 'Second' });
  expect((await world.run()).status).toBe('succeeded');
  for (const binding of ['desk', 'store', 'archive', 'wiki'] as const) {
    expect(world.rows(binding)).toEqual({
      'FR 1': { country: 'FR', number: '1', name: 'Un' },
      'FR 2': { country: 'FR', number: '2', name: 'Second' },
    });
  }
});
