import { writeFileSync } from 'node:fs';
import process from 'node:process';
import type { SerializedError } from 'vitest';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Counts tests, not files, and writes `{passed, failed, skipped}` to the file that `CHITTYSYNC_TEST_COUNTS` names,
 * for whoever started vitest. A file that cannot be loaded, a hook that fails and an error outside of any test
 * count as one failed test each; a test that never came to run counts as skipped.
 */
export default class CountTestsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], outside: readonly SerializedError[]): void {
    const counts = { passed: 0, failed: outside.length, skipped: 0 };
    for (const module of modules) {
      counts.failed += module.errors().length;
      for (const suite of module.children.allSuites()) counts.failed += suite.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'pending' ? 'skipped' : state] += 1;
      }
    }
    const file = process.env.CHITTYSYNC_TEST_COUNTS;
    if (file !== undefined) writeFileSync(file, JSON.stringify(counts));
  }
}
