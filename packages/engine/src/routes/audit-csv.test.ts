import { describe, expect, it } from 'vitest';
import { AUDIT_CSV_HEADER, auditCsvLines } from './audit-csv.ts';

const ENTRY = { index: 7, id: 'e1', signature: 'sig', t: '2026-01-01T00:00:00Z', type: 'write' };

function cellsOf(line: string): Record<string, string> {
  const names = AUDIT_CSV_HEADER.trim().split(',');
  return Object.fromEntries(
    line
      .trimEnd()
      .split(',')
      .map((cell, i) => [names[i] ?? '', cell]),
  );
}

describe('the audit log as CSV', () => {
  it('has a line per changed field, or one for an entry without any', () => {
    const fields = [
      { field: 'name', before: 'a', after: 'b' },
      { field: 'tags', before: null, after: ['x', 'y'] },
    ];
    const lines = auditCsvLines({ ...ENTRY, fields })
      .trimEnd()
      .split('\r\n');
    expect(lines).toHaveLength(2);
    expect(cellsOf(lines[0] ?? '')).toMatchObject({ index: '"7"', field: '"name"', after: '"b"' });
    expect(lines[1]).toContain('"tags",,"[""x"",""y""]"');
    expect(auditCsvLines(ENTRY).trimEnd().split('\r\n')).toHaveLength(1);
  });

  it.each([
    ['=HYPERLINK(1)', `"'=HYPERLINK(1)"`],
    ['@SUM(1)', `"'@SUM(1)"`],
    ['+1+cmd', `"'+1+cmd"`],
    ['-12.5', '"-12.5"'],
    ['\tx', `"'\tx"`],
    ['plain "text"', '"plain ""text"""'],
  ])('writes %j so that no spreadsheet runs it', (after, expected) => {
    const line = auditCsvLines({ ...ENTRY, fields: [{ field: 'f', before: null, after }] });
    expect(cellsOf(line).after).toBe(expected);
  });
});
