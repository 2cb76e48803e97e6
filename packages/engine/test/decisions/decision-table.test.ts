import { describe, expect, it } from 'vitest';
import { decideStates, type Question } from './decide-states.ts';
import { ABSENT, CHAINS, CREATED, EDITS, type Expected } from './decision-table.ts';
import type { RowState } from './row-states.ts';

interface Case {
  readonly x: RowState;
  readonly y: RowState;
  readonly policy: string;
  readonly question: Omit<Question, 'order'>;
  readonly expected: Expected;
}
type Table = Readonly<
  Record<string, Readonly<Record<string, Expected | Readonly<Record<string, Expected>>>>>
>;

const ORDERS = [
  ['x', 'y', 'z', 'w'],
  ['y', 'x', 'z', 'w'],
  ['z', 'x', 'w', 'y'],
  ['w', 'y', 'z', 'x'],
];

/** Every cell of a table under every policy. */
function casesOf(table: Table, questions: Readonly<Record<string, Case['question']>>): Case[] {
  return Object.entries(table).flatMap(([x, row]) =>
    Object.entries(row).flatMap(([y, cell]) =>
      Object.entries(questions).map(([policy, question]) => {
        const expected = typeof cell === 'string' ? cell : (cell[policy] ?? 'no such policy');
        return { x: x as RowState, y: y as RowState, policy, question, expected };
      }),
    ),
  );
}

const chains = Object.entries(CHAINS);
const edits = casesOf(
  EDITS,
  Object.fromEntries(chains.map(([name, conflicts]) => [name, { conflicts }])),
);
const absences = casesOf(ABSENT, {
  propagate: { deletes: 'propagate' },
  unlink: { deletes: 'unlink' },
  ignore: { deletes: 'ignore' },
});
const creations = casesOf(
  CREATED,
  Object.fromEntries(chains.map(([name, conflicts]) => [name, { conflicts, isNew: true }])),
);
const all = [...edits, ...absences, ...creations];
const nameOf = ({ x, y, policy }: Case) => `${x} × ${y}, ${policy}`;
const failing = (cases: readonly Case[], told: (each: Case) => readonly string[]) =>
  cases.flatMap((each) =>
    told(each)
      .filter((line) => line !== each.expected)
      .map((line) => `${nameOf(each)}: ${line}`),
  );

/** The same with the two bindings in each other's place; the first word is a value and stays. */
function mirrored(line: Expected): Expected {
  const [value = '', ...rest] = line.split(' ');
  return [value, ...inOrder(rest.map(swap))].join(' ');
}
const swap = (word: string) =>
  word.replace(/^([+-]?)([xy])(?=$|:)/, (_, sign, name) => `${sign}${name === 'x' ? 'y' : 'x'}`);

/** Names after a word are sorted, as `tell` sorts them. */
function inOrder(words: readonly string[]): string[] {
  const lists: string[][] = [[]];
  for (const word of words) {
    const isName = /^[+-]?[wxyz](:|$)/.test(word);
    const last = lists.at(-1);
    if (isName && last !== undefined) last.push(word);
    else lists.push([word], []);
  }
  return lists.flatMap((list) => list.toSorted());
}

describe('the table of decisions', () => {
  it.each([
    ['edits', edits, 14 * 14 * 5],
    ['absences', absences, 4 * 18 * 3],
    ['creations', creations, 5 * 5 * 5],
  ])('[RS6] holds for %s, in whatever order the bindings are given', (_, cases, count) => {
    expect(cases).toHaveLength(count);
    const told = ({ x, y, question }: Case) =>
      ORDERS.map((order) => decideStates(x, y, { ...question, order }));
    expect(failing(cases, told)).toEqual([]);
  });

  it('[RS5] [RS11] makes no difference between the bindings but the order of `prefer`', () => {
    const order = ORDERS[0] ?? [];
    const told = ({ x, y, question }: Case) => {
      const prefer = ['y', 'x', 'w', 'z'];
      const conflicts = { ...question.conflicts, prefer };
      return [mirrored(decideStates(y, x, { ...question, conflicts, order, isMirrored: true }))];
    };
    expect(failing(all, told)).toEqual([]);
  });

  it('[RS6] agrees with itself where the two bindings change places', () => {
    const lines = new Map([...edits, ...creations].map((each) => [nameOf(each), each.expected]));
    const isByValue = (line: string | undefined) => / by (hash|prefer) /.test(line ?? '');
    const turned = (line: string) => line.replace(/^[xy]\b/, (name) => (name === 'x' ? 'y' : 'x'));
    const differing = [...edits, ...creations].filter((each) => {
      const other = lines.get(nameOf({ ...each, x: each.y, y: each.x }));
      if (isByValue(each.expected) || isByValue(other)) return false;
      return each.x === each.y ? false : other !== turned(mirrored(each.expected));
    });
    expect(differing.map(nameOf)).toEqual([]);
    const pairs = edits.filter(({ expected }) => !isByValue(expected));
    expect(pairs.length).toBeGreaterThan(edits.length / 2);
  });
});
