import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../model/cell.ts';
import type { Candidate } from '../../model/change.ts';
import { STRATEGIES, type Strategy } from '../../model/registry.ts';
import { decideByStrategy } from './strategies.ts';

const at = (time: string | null) => (time === null ? null : `2026-01-31T${time}:00.000Z`);
const aCandidate = (
  binding: string,
  value: Cell,
  from: string | null = null,
  to: string | null = null,
): Candidate => ({ binding, value, editedFrom: at(from), editedTo: at(to) });

const decide = (candidates: readonly Candidate[], strategy: Strategy[], prefer?: string[]) => {
  const verdict = decideByStrategy(candidates, { strategy, ...(prefer ? { prefer } : {}) });
  return [verdict.rule, verdict.winner?.binding];
};

describe('last-write-wins', () => {
  const lww = (...candidates: Candidate[]) => decide(candidates, ['last-write-wins']);

  it.each<[string, Candidate, Candidate, unknown[]]>([
    [
      'the later',
      aCandidate('n', 'a', '12:00', '12:01'),
      aCandidate('p', 'b', '12:02', '12:03'),
      ['last-write-wins', 'p'],
    ],
    [
      'the later, to the minute',
      aCandidate('n', 'a', '12:01', '12:02'),
      aCandidate('p', 'b', '12:00', '12:01'),
      ['last-write-wins', 'n'],
    ],
    [
      '[D4] nobody where times overlap',
      aCandidate('n', 'a', '12:00', '12:02'),
      aCandidate('p', 'b', '12:01', '12:03'),
      ['manual', undefined],
    ],
    [
      'nobody where one time is within the other',
      aCandidate('n', 'a', '12:00', '12:05'),
      aCandidate('p', 'b', '12:01', '12:02'),
      ['manual', undefined],
    ],
    [
      'nobody where a time is unknown',
      aCandidate('n', 'a'),
      aCandidate('p', 'b', '12:01', '12:02'),
      ['manual', undefined],
    ],
    [
      'the one after a value whose beginning is unknown',
      aCandidate('n', 'a', null, '12:00'),
      aCandidate('p', 'b', '12:01', '12:02'),
      ['last-write-wins', 'p'],
    ],
  ])('takes %s', (_, one, other, verdict) => {
    expect(lww(one, other)).toEqual(verdict);
    expect(lww(other, one)).toEqual(verdict);
  });

  it('[D3] needs to be after every other value', () => {
    const old = aCandidate('n', 'a', '10:00', '10:01');
    const young = aCandidate('p', 'b', '12:00', '12:05');
    const tie = aCandidate('s', 'c', '12:04', '12:06');
    expect(lww(old, young, tie)).toEqual(['manual', undefined]);
  });

  it('takes nobody where both times are the same instant', () => {
    const one = aCandidate('n', 'a', '12:00', '12:00');
    const other = aCandidate('p', 'b', '12:00', '12:00');
    expect(lww(one, other)).toEqual(['manual', undefined]);
    expect(lww(other, one)).toEqual(['manual', undefined]);
  });

  it('does not mind ties of the same value', () => {
    const old = aCandidate('n', 'a', '10:00', '10:01');
    const one = aCandidate('p', 'b', '12:00', '12:05');
    const same = aCandidate('s', 'b');
    expect(lww(old, one, same)).toEqual(['last-write-wins', 'p']);
  });
});

describe('prefer', () => {
  const all = [aCandidate('n', 'a'), aCandidate('p', 'b'), aCandidate('s', null)];

  it.each([
    [['p', 'n'], 'p'],
    [['x', 's'], 's'],
    [['x'], undefined],
    [undefined, undefined],
  ])('takes the first of %o that has a value', (prefer, winner) => {
    expect(decide(all, ['prefer'], prefer)[1]).toBe(winner);
  });
});

describe('a chain', () => {
  const tie = [aCandidate('n', 'a'), aCandidate('p', 'b')];

  it.each<[Strategy[], string[], string]>([
    [['last-write-wins', 'hash'], [], 'hash'],
    [['last-write-wins', 'prefer'], ['n'], 'prefer'],
    [['prefer', 'manual', 'hash'], ['x'], 'manual'],
    [['manual', 'hash'], [], 'manual'],
    [[], [], 'manual'],
  ])('%o (prefer %o) is decided by %s', (strategy, prefer, rule) => {
    expect(decide(tie, strategy, prefer)[0]).toBe(rule);
  });
});

describe('every strategy', () => {
  it('[D3] decides the same in whatever order the candidates come', () => {
    const candidate = fc.record({
      value: fc.constantFrom<Cell>(null, 'a', 'b', true, ['x']),
      editedFrom: fc.constantFrom(null, at('12:00'), at('12:01')),
      editedTo: fc.constantFrom(null, at('12:01'), at('12:02')),
    });
    const chain = fc.array(fc.constantFrom(...STRATEGIES), { maxLength: 3 });
    fc.assert(
      fc.property(fc.array(candidate, { minLength: 1, maxLength: 4 }), chain, (all, strategy) => {
        const candidates = all.map((each, i) => ({ ...each, binding: `b${i}` }));
        const rules = { strategy, prefer: ['b2', 'b0'] };
        const forth = decideByStrategy(candidates, rules);
        const back = decideByStrategy(candidates.toReversed(), rules);
        expect([back.rule, back.winner?.value]).toEqual([forth.rule, forth.winner?.value]);
      }),
      { numRuns: 500 },
    );
  });
});
