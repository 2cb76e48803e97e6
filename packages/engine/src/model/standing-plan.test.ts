import { expect, it } from 'vitest';
import { SCHEMA_CHANGED } from './shape-change.ts';
import { standingPlan } from './standing-plan.ts';

it('is never the report of changed tables, approved or not', () => {
  const halts = [{ code: SCHEMA_CHANGED, message: '', details: {} }];
  const run = { kind: 'sync', planHash: 'h', halts } as const;
  expect(standingPlan(run, 'h')).toBeNull();
  expect(standingPlan(run, null)).toBeNull();
});
