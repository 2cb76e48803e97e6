import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell } from '../../model/cell.ts';
import type { Candidate } from '../../model/change.ts';
import { STRATEGIES, type Strategy } from '../../model/registry.ts';
import { type Disagreement, decideByStrategy } from './strategies.ts';

const at = (time: string | null) => (time === null ? null : `2026-01-31T${time}:00.000Z`);
const aCandidate = (
  binding: string,
  value: Cell,
  from: string | null = null,
  to: string | null = null,
): Candidate => ({ binding, value, editedFrom: at(from), editedTo: at(to) });

const aDisagreement = (
  candidates: readonly Candidate[],
  more: Partial<Disagreement> = {},
): Disagreement => ({
  cellType: 'text',
  base: null,
  candidates: candidates.map((candidate) => ({ ...candidate, from: null, showsBase: true })),
  ballot: { votes: [], speakers: candidates.length },
  isValid: () => true,
  ...more,
});

const decide = (candidates: readonly Candidate[], strategy: Strategy[], prefer?: string[]) => {
  const chain = { strategy, ...(prefer ? { prefer } : {}) };
  const verdict = decideByStrategy(aDisagreement(candidates), chain);
  return [verdict?.rule ?? 'manual', verdict?.value];
};

describe('last-write-wins', () => {
  const lww = (...candidates: Candidate[]) => decide(candidates, ['last-write-wins']);

  it.each<[string, Candidate, Candidate, unknown[]]>([
    [
      'the later',
      aCandidate('n', 'a', '12:00', '12:01'),
      aCandidate('p', 'b', '12:02', '12:03'),
      ['last-write-wins', 'b'],
    ],
    [
      'the later, to the minute',
      aCandidate('n', 'a', '12:01', '12:02'),
      aCandidate('p', 'b', '12:00', '12:01'),
      ['last-write-wins', 'a'],
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
      ['last-write-wins', 'b'],
    ],
  ])('[RS9] takes %s', (_, one, other, verdict) => {
    expect(lww(one, other)).toEqual(verdict);
    expect(lww(other, one)).toEqual(verdict);
  });

  it('[RS9] [D3] needs to be after every other value', () => {
    const old = aCandidate('n', 'a', '10:00', '10:01');
    const young = aCandidate('p', 'b', '12:00', '12:05');
    const tie = aCandidate('s', 'c', '12:04', '12:06');
    expect(lww(old, young, tie)).toEqual(['manual', undefined]);
  });

  it('[RS9] takes nobody where both times are the same instant', () => {
    const one = aCandidate('n', 'a', '12:00', '12:00');
    const other = aCandidate('p', 'b', '12:00', '12:00');
    expect(lww(one, other)).toEqual(['manual', undefined]);
    expect(lww(other, one)).toEqual(['manual', undefined]);
  });

  it('does not mind ties of the same value', () => {
    const old = aCandidate('n', 'a', '10:00', '10:01');
    const one = aCandidate('p', 'b', '12:00', '12:05');
    const same = aCandidate('s', 'b');
    expect(lww(old, one, same)).toEqual(['last-write-wins', 'b']);
  });
});

describe('prefer', () => {
  const all = [aCandidate('n', 'a'), aCandidate('p', 'b'), aCandidate('s', null)];

  it.each([
    [['p', 'n'], 'b'],
    [['x', 's'], null],
    [['x'], undefined],
    [undefined, undefined],
  ])('[RS10] takes the first of %o that has a value', (prefer, value) => {
    expect(decide(all, ['prefer'], prefer)[1]).toBe(value);
  });
});

describe('quorum', () => {
  const two = [aCandidate('n', 'a'), aCandidate('p', 'b')];
  const elect = (voices: Readonly<Record<string, number>>, quorum?: number, speakers = 5) => {
    const votes = Object.entries(voices).map(([value, n]) => ({ value, voices: n }));
    const chain = { strategy: ['quorum'] as const, ...(quorum === undefined ? {} : { quorum }) };
    const given = aDisagreement(two, { ballot: { votes, speakers } });
    return decideByStrategy(given, chain)?.value;
  };

  it.each<[string, Record<string, number>, number | undefined, string | undefined]>([
    ['what more than half agree on', { a: 3, b: 2 }, undefined, 'a'],
    ['nothing where only half agree', { a: 2, b: 1 }, undefined, undefined],
    ['what as many agree on as are asked for', { a: 2, b: 1 }, 2, 'a'],
    ['nothing where fewer agree', { a: 3, b: 1 }, 4, undefined],
    ['that of more voices where several are enough', { a: 3, b: 2 }, 2, 'a'],
    ['nothing where as many voices are for another', { a: 2, b: 2 }, 2, undefined],
  ])('[RS12] takes %s', (_, voices, quorum, value) => {
    expect(elect(voices, quorum)).toBe(value);
  });

  it('[RS12] needs more than half of an even number', () => {
    expect(elect({ a: 2, b: 1 }, undefined, 4)).toBeUndefined();
    expect(elect({ a: 3, b: 1 }, undefined, 4)).toBe('a');
  });
});

describe('a chain', () => {
  const tie = [aCandidate('n', 'a'), aCandidate('p', 'b')];

  it.each<[Strategy[], string[], string]>([
    [['last-write-wins', 'hash'], [], 'hash'],
    [['last-write-wins', 'prefer'], ['n'], 'prefer'],
    [['prefer', 'manual', 'hash'], ['x'], 'manual'],
    [['manual', 'hash'], [], 'manual'],
    [['merge', 'last-write-wins', 'hash'], [], 'hash'],
    [['quorum', 'merge', 'prefer'], ['p'], 'prefer'],
    [['merge'], [], 'manual'],
    [[], [], 'manual'],
  ])('[RS8] [RS11] %o (prefer %o) is decided by %s', (strategy, prefer, rule) => {
    expect(decide(tie, strategy, prefer)[0]).toBe(rule);
  });
});

describe('every strategy', () => {
  it('[RS5] [D3] decides the same in whatever order the candidates come', () => {
    const side = fc.record({
      value: fc.constantFrom<Cell>(null, 'a', 'b', true, ['x'], ['x', 'y'], ['z']),
      from: fc.constantFrom<Cell | undefined>(undefined, null, ['x'], ['y']),
      showsBase: fc.boolean(),
      editedFrom: fc.constantFrom(null, at('12:00'), at('12:01')),
      editedTo: fc.constantFrom(null, at('12:01'), at('12:02')),
    });
    const votes = fc.array(
      fc.record({ value: fc.constantFrom<Cell>(null, 'a', ['x']), voices: fc.nat(4) }),
    );
    const chain = fc.array(fc.constantFrom(...STRATEGIES), { maxLength: 3 });
    const sides = fc.array(side, { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sides, votes, chain, fc.boolean(), (all, votes, strategy, isAllowed) => {
        const given: Disagreement = {
          cellType: 'enum-set',
          base: ['x'],
          candidates: all.map((each, i) => ({ ...each, binding: `b${i}` })),
          ballot: { votes, speakers: 4 },
          isValid: () => isAllowed,
        };
        const turned: Disagreement = {
          ...given,
          candidates: given.candidates.toReversed(),
          ballot: { votes: votes.toReversed(), speakers: 4 },
        };
        const rules = { strategy, prefer: ['b2', 'b0'] };
        expect(decideByStrategy(turned, rules)).toEqual(decideByStrategy(given, rules));
      }),
      { numRuns: 500 },
    );
  });
});
