import { describe, expect, it } from 'vitest';
import { summarizeWrites } from './write-summary.ts';

describe('summarizeWrites', () => {
  it('says exactly what is written where, in the order of the registry', () => {
    const bindings = [
      { name: 'notion', system: 'notion' },
      { name: 'crm', system: 'postgres' },
    ] as const;
    const perBinding = {
      old: { created: 0, updated: 0, deleted: 2 },
      notion: { created: 1, updated: 1204, deleted: 0 },
    };
    expect(summarizeWrites(perBinding, bindings)).toEqual([
      {
        binding: 'notion',
        title: 'Notion',
        text: '1 create, 1,204 updates, 0 deletes',
        deletes: 0,
        total: 1205,
      },
      {
        binding: 'crm',
        title: 'PostgreSQL (crm)',
        text: '0 creates, 0 updates, 0 deletes',
        deletes: 0,
        total: 0,
      },
      {
        binding: 'old',
        title: 'old',
        text: '0 creates, 0 updates, 2 deletes',
        deletes: 2,
        total: 2,
      },
    ]);
  });
});
