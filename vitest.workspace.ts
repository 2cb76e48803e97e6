// A normal vitest config: current vitest ignores the workspace file name, so it is passed with --config.
import { defineConfig } from 'vitest/config';

const setupFiles = ['packages/local/src/testing/seed-properties.ts'];
const unit = ['packages/*/src/**/*.test.ts', 'packages/*/test/**/*.test.ts'];
const stack = ['packages/*/{src,test}/**/*.stack.test.ts'];
const db = ['packages/*/{src,test}/**/*.pg.test.ts'];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          setupFiles,
          include: unit,
          exclude: [...stack, ...db, '**/node_modules/**'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'pg',
          setupFiles,
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
