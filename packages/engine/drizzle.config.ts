import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: ['./packages/engine/src/db/state-columns.ts', './packages/engine/src/db/*-tables.ts'],
  out: './migrations',
});
