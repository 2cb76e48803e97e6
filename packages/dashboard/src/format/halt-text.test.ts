import { describe, expect, it } from 'vitest';
import { haltText } from './halt-text.ts';

describe('haltText', () => {
  it('advises otherwise about deletes that someone asked for', () => {
    const [stopped, asked] = [haltText('BULK_DELETE', false), haltText('BULK_DELETE', true)];
    expect(asked.title).toBe(stopped.title);
    expect(asked.advice).not.toBe(stopped.advice);
    expect(haltText('EMPTY_SIDE', true)).toEqual(haltText('EMPTY_SIDE', false));
  });
});
