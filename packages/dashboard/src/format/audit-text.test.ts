import { describe, expect, it } from 'vitest';
import { auditChanges, auditTitle } from './audit-text.ts';

const place = { index: 1, id: 'e1', signature: 's' };

describe('auditTitle', () => {
  it('says what happened, whatever the version of the entry', () => {
    const write = { ...place, type: 'write.outcome', op: 'update', result: 'written' } as const;
    expect(auditTitle(write)).toBe('Write: update written');
    expect(auditTitle({ ...place, type: 'run.halted' })).toBe('Run halted');
    expect(auditTitle(place)).toBe('Entry');
  });
});

describe('auditChanges', () => {
  it('are the fields of a write', () => {
    const fields = [{ field: 'name', before: null, after: 'x', rule: 'change' }];
    expect(auditChanges({ ...place, op: 'update', fields })).toEqual(fields);
    expect(auditChanges({ ...place, op: 'create', fields })[0]?.before).toBeUndefined();
  });

  it('are all values that stood in a conflict', () => {
    const candidates = [
      { binding: 'notion', value: 'a' },
      { binding: 'sheets', value: 'b' },
    ];
    const entry = { ...place, field: 'name', candidates, value: 'a', rule: 'hash' };
    expect(auditChanges(entry)).toEqual([
      { field: 'name in notion', before: 'a', after: 'a', rule: 'hash' },
      { field: 'name in sheets', before: 'b', after: 'a', rule: 'hash' },
    ]);
  });

  it('name the value that an undo would have brought back', () => {
    const candidates = [
      { binding: 'notion', value: 'b' },
      { binding: '@goal', value: 'a' },
    ];
    const entry = { ...place, field: 'name', candidates, value: 'b', rule: 'later-edit' };
    expect(auditChanges(entry)[1]).toEqual({
      ...{ field: 'name to bring back', before: 'a', after: 'b', rule: 'later-edit' },
    });
    const record = auditChanges({ ...entry, field: '*', value: null });
    expect(record).toMatchObject([{ before: undefined, after: undefined }]);
  });

  it('are none for an entry about a whole run', () => expect(auditChanges(place)).toEqual([]));
});
