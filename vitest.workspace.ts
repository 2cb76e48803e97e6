// A normal vitest config: current vitest ignores the workspace file name, so it is passed with --config.
import { defineConfig } from 'vitest/config';

const setupFiles = ['packages/local/src/testing/seed-properties.ts'];
const unit = ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts'];
const slow = ['packages/*/{src,test}/**/*.slow.test.ts'];
const stack = ['packages/*/{src,test}/**/*.stack.test.ts'];
const db = ['packages/*/{src,test}/**/*.pg.test.ts'];

/** No test changes anything that another file's would see, so that modules are loaded once for each worker. */
const shared = { isolate: false, setupFiles };

export default defineConfig({
  test: {
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          ...shared,
          include: unit,
          exclude: [...slow, ...stack, ...db, '**/node_modules/**'],
          testTimeout: 30_000,
        },
      },
      { test: { name: 'slow', ...shared, include: slow, testTimeout: 120_000 } },
      {
        test: {
          name: 'pg',
          ...shared,
          include: db,
          testTimeout: 120_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'stack',
          include: stack,
          testTimeout: 300_000,
          hookTimeout: 300_000,
          fileParallelism: false,
        },
      },
    ],
  },
});
