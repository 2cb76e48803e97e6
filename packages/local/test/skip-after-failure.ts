import { afterEach, beforeEach } from 'vitest';

/** For a file whose tests are one story, each going on where the last ended: skips what follows a failure. */
export function skipAfterFailure(): void {
  let broken = false;
  beforeEach(({ skip }) => {
    if (broken) skip('an earlier part of the story failed');
  });
  afterEach(({ task }) => {
    broken ||= task.result?.state === 'fail';
  });
}
