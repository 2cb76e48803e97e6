import { describe, expect, it } from 'vitest';
import { assignmentsOf, permutationsOf } from './assignments.ts';
import { parseScenario } from './scenario.ts';

const RUN = { run: 'sync' };

function scenario(more: object) {
  return parseScenario('a-scenario', { cases: [], intent: 'What happens in a test.', ...more });
}

describe('a scenario', () => {
  it.each([
    ['a verb that there is not', [RUN, { edti: 'A' }], 'steps[1]'],
    ['a misspelled member', [{ edit: 'A', row: {}, sett: {} }], 'steps[0].set'],
    ['a cell of no type', [{ add: 'A', row: { code: 7 } }], 'steps[0].row.code'],
    [
      'a column that changes in no known way',
      [{ alter: 'A', field: 'name', column: { a: 1 } }],
      'steps[0].column',
    ],
    ['an undo of no run', [{ undo: 0 }], 'steps[0].undo'],
    ['a trash of a role that there is not', [{ untrash: 'E', row: {} }], 'role E'],
    ['a role that there is not', [{ delete: 'D', row: {} }], 'role D'],
  ])('with %s is refused with the place', (_, steps, place) => {
    expect(() => scenario({ steps })).toThrow(place);
  });

  it('is played with every assignment of its roles to systems', () => {
    const all = assignmentsOf(scenario({ steps: [RUN] }));
    expect(new Set(all.map((each) => Object.values(each).join(' '))).size).toBe(6);
    expect(all.map((each) => Object.keys(each))).toEqual(all.map(() => ['A', 'B', 'C']));
  });

  it('leaves out the systems that cannot do what a role needs', () => {
    const needs = { A: { editTime: 'known' } };
    const all = assignmentsOf(scenario({ steps: [RUN], needs, same: { B: 'A' } }));
    expect(all.map(({ A, B }) => [A, B])).toEqual(all.map(() => ['notion', 'notion']));
    expect(all.map(({ C }) => C).sort()).toEqual(['postgres', 'sheets']);
  });

  it('that no systems can play is an error', () => {
    const needs = { A: { deleteMeans: 'trash', editTime: 'none' } };
    expect(() => assignmentsOf(scenario({ steps: [RUN], needs }))).toThrow('a-scenario');
  });

  it('is played in several orders of its bindings, in one of them each with many rows', () => {
    const orders = (rows: unknown) =>
      permutationsOf(scenario({ steps: [RUN], rows })).map((each) =>
        each.orders.map((order) => Object.keys(order).join('')),
      );
    expect(orders([])[0]).toEqual(['ABC', 'CBA', 'BCA']);
    const many = orders({ n: [1, 100], row: { code: 'K{n}' } });
    expect(many.flat()).toEqual(['ABC', 'CBA', 'BCA', 'ABC', 'CBA', 'BCA']);
  });
});
