import { expect, it } from 'vitest';
import { isStoppedByTables, shapeChanges } from './shape-changes.ts';

const change = { field: 'f', column: 'c', kind: 'column-gone', before: 'text', after: null };

it('takes the changes of a halt, and nothing else for one', () => {
  expect(shapeChanges({ binding: 'notion', changes: [change] })).toEqual([change]);
  expect(shapeChanges({ changes: [{ ...change, before: 1 }, null, 'x'] })).toEqual([]);
  expect(shapeChanges({ deletes: 3 })).toEqual([]);
});

it('knows a run that has no plan yet', () => {
  const halt = (code: string) => ({ code, message: '', details: {} });
  expect(isStoppedByTables({ halts: [halt('SCHEMA_CHANGED')] })).toBe(true);
  expect(isStoppedByTables({ halts: [halt('BULK_DELETE')] })).toBe(false);
});
