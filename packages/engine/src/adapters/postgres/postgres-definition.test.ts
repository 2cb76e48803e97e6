import { describe, expect, it } from 'vitest';
import { postgresDefinition } from './postgres-definition.ts';

describe('places', () => {
  const place = (url: string) =>
    postgresDefinition.placeOf({ schema: 'public', name: 'T' }, { kind: 'url', url });

  it('[AD18] names host, port, database and table, and neither user nor password', () => {
    expect(place('postgres://u:p@DB.example/app')).toBe('postgres:db.example:5432/app/public.T');
    expect(place('postgres://u:p@ep-a-pooler.aws.neon.tech/app')).toBe(
      place('postgresql://v:q@ep-a.aws.neon.tech:5432/app?sslmode=require'),
    );
  });

  it('takes refs of its own form only', () => {
    const parse = postgresDefinition.parseTableRef;
    expect(parse({ name: 'T' })).toEqual({ schema: 'public', name: 'T' });
    for (const ref of [
      null,
      'T',
      [],
      {},
      { name: 1 },
      { name: 'x'.repeat(64) },
      { dataSourceId: 'x', name: 'y' },
    ]) {
      expect(parse(ref)).toBeNull();
    }
  });
});
