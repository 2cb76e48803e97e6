import { expect, it } from 'vitest';
import type { ChangedTable, ShapeChange } from '../model/shape-change.ts';
import { judgeTables } from './judge-tables.ts';

const change = (column: string): ShapeChange => {
  return { field: column, column, kind: 'type-altered', before: 'text', after: 'number' };
};
const table = (columns: readonly string[], unbound: readonly string[] = []): ChangedTable => {
  return { binding: 'notion', changes: columns.map(change), unbound };
};

it('accepts exactly the changes that were approved', () => {
  const asked = judgeTables([table(['a'])], null);
  expect(asked.isAccepted).toBe(false);
  expect(judgeTables([table(['a'])], asked.planHash)).toEqual({ ...asked, isAccepted: true });
  for (const others of [[table(['a', 'b'])], [table(['b'])], [table(['a']), table(['a'])]]) {
    expect(judgeTables(others, asked.planHash).isAccepted).toBe(false);
  }
});

it('accepts nothing while a field fits no column, and asks for a new approval each time', () => {
  const lost = [table(['a'], ['a'])];
  const first = judgeTables(lost, null);
  const second = judgeTables(lost, first.planHash);
  const third = judgeTables(lost, second.planHash);
  expect([first, second, third].map(({ isAccepted }) => isAccepted)).toEqual([false, false, false]);
  expect(new Set([first, second, third].map(({ planHash }) => planHash)).size).toBe(3);
  expect(second.halts).toEqual(first.halts);
  expect(judgeTables(lost, first.planHash)).toEqual(second);
});

it('reports every change of every binding', () => {
  const columns = ['a', 'b', 'c', 'd', 'e'];
  const { halts } = judgeTables([table(columns), { ...table(['x']), binding: 'sheets' }], null);
  expect(halts.map(({ code, details }) => ({ code, ...details }))).toEqual([
    { code: 'SCHEMA_CHANGED', binding: 'notion', changes: columns.map(change) },
    { code: 'SCHEMA_CHANGED', binding: 'sheets', changes: [change('x')] },
  ]);
});
