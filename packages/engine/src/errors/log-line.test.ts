import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { ChittySyncError } from './chittysync-error.ts';
import { logLine } from './log-line.ts';

describe('logLine', () => {
  it('[H7] tells a failed statement without its parameters, with its cause', () => {
    const cause = new Error('connection refused');
    const line = logLine(new DrizzleQueryError('select $1', ['a customer cell'], cause), {
      requestId: 'r1',
    });
    expect(JSON.parse(line)).toMatchObject({
      level: 'error',
      message: 'statement: select $1',
      requestId: 'r1',
      causes: [{ message: 'connection refused' }],
    });
    expect(line).not.toContain('a customer cell');
    expect(line).not.toContain('\n');
  });

  it('tells the code of a coded error, and whatever else was thrown', () => {
    const coded = new ChittySyncError('CS_RATE_LIMITED', 'later', { cause: 'x' });
    expect(JSON.parse(logLine(coded))).toMatchObject({ code: 'CS_RATE_LIMITED', causes: [] });
    expect(JSON.parse(logLine('thrown text'))).toMatchObject({ message: 'thrown text' });
  });
});
