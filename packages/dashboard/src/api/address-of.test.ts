import { describe, expect, it } from 'vitest';
import { addressOf } from './address-of.ts';

describe('addressOf', () => {
  it('fills the path, whatever the address bar gave as an id', () => {
    expect(addressOf('/runs/{id}/plan', { id: '../x?y' }, {})).toBe('/api/v1/runs/..%2Fx%3Fy/plan');
  });

  it('leaves out what is absent or empty', () => {
    const query = { limit: 0, cursor: null, q: 'a&b=c', field: '', runId: undefined };
    expect(addressOf('/audit/entries', {}, query)).toBe(
      '/api/v1/audit/entries?limit=0&q=a%26b%3Dc',
    );
    expect(addressOf('/registries', {}, {})).toBe('/api/v1/registries');
  });
});
