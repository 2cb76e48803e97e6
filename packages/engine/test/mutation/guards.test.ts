import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { GUARDS } from './guards.ts';

const ENGINE = join(import.meta.dirname, '../..');

it.each(GUARDS)('the guard against the opposite of "$name" is where it is said to be', (guard) => {
  const text = readFileSync(join(ENGINE, guard.file), 'utf8');
  expect(text.split(guard.find)).toHaveLength(2);
});
