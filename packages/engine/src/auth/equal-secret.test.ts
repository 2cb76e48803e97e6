import { describe, expect, it } from 'vitest';
import { Secret } from '../crypto/secret.ts';
import { equalSecret } from './equal-secret.ts';

describe('equalSecret', () => {
  it.each([
    ['correct horse', true],
    ['correct horsf', false],
    ['dorrect horse', false],
    ['correct hors', false],
    ['correct horse ', false],
    ['', false],
  ])('of %j is %s', (token, expected) => {
    expect(equalSecret(token, new Secret('correct horse'))).toBe(expected);
  });
});
