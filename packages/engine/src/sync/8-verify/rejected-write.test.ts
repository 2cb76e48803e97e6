import { describe, expect, it } from 'vitest';
import type { PlannedWrite } from '../../model/plan.ts';
import type { FieldRefusal } from '../../model/write.ts';
import { rejectedWrite } from './rejected-write.ts';

const UPDATE: PlannedWrite = {
  id: 'write-1',
  kind: 'update',
  externalId: 'p-1',
  key: { id: 'k1' },
  cells: { name: { before: 'a', after: 'b' }, size: { before: '1', after: null } },
  binding: 'p',
  recordId: 'record-1',
  rules: {},
};
const UNIQUE: FieldRefusal = { rule: 'UNIQUE', message: 'taken' };
const identityOf = (write: Partial<PlannedWrite>, outcome: Partial<FieldRefusal> = {}) =>
  rejectedWrite({ ...UPDATE, ...write }, { ...UNIQUE, ...outcome }, 'id').identity;

describe('rejectedWrite', () => {
  it('[VL21] tells which row the system refused, and why', () => {
    expect(rejectedWrite(UPDATE, UNIQUE, 'problem-1')).toMatchObject({
      id: 'problem-1',
      recordId: 'record-1',
      binding: 'p',
      externalId: 'p-1',
      field: null,
      rule: 'UNIQUE',
      message: 'taken',
      value: null,
    });
  });

  it.each([
    ['name', '"b"'],
    ['size', 'null'],
    ['a column that was not written', null],
  ])('[VL21] tells the value of the field where the system names it: %s', (field, value) => {
    expect(rejectedWrite(UPDATE, { ...UNIQUE, field }, 'id')).toMatchObject({ field, value });
  });

  it('[VL21] is the same problem whatever the write and the row are called', () => {
    expect(identityOf({ id: 'write-2', externalId: 'p-2', kind: 'create' })).toBe(identityOf({}));
  });

  it.each<[string, Partial<PlannedWrite>, Partial<FieldRefusal>]>([
    ['binding', { binding: 'n' }, {}],
    ['record', { recordId: 'record-2' }, {}],
    ['field', {}, { field: 'name' }],
    ['rule', {}, { rule: 'CHECK' }],
  ])('[VL21] is another problem with another %s', (_, write, outcome) => {
    expect(identityOf(write, outcome)).not.toBe(identityOf({}));
  });
});
