import { describe, expect, it } from 'vitest';
import { SCHEMA_CHANGED } from './shape-change.ts';
import { standingPlan } from './standing-plan.ts';

const RUN = { kind: 'sync', planHash: 'h', halts: [], goal: null } as const;
const HALT = { code: 'BULK_DELETE', message: '', details: {} };
const PLAN = { planHash: 'h' };

describe('the plan that stands', () => {
  it('is that of a sync that was cut off, or that a person approved by its hash', () => {
    expect(standingPlan(RUN, null)).toEqual(PLAN);
    expect(standingPlan({ ...RUN, halts: [HALT] }, null)).toBeNull();
    expect(standingPlan({ ...RUN, halts: [HALT] }, 'another')).toBeNull();
    expect(standingPlan({ ...RUN, halts: [HALT] }, 'h')).toEqual(PLAN);
  });

  it('is never that of a preview', () => {
    expect(standingPlan({ ...RUN, kind: 'preview' }, 'h')).toBeNull();
  });

  it('is that of an undo once it is approved', () => {
    const goal = { kind: 'undo', runId: 'r' } as const;
    expect(standingPlan({ ...RUN, goal }, null)).toBeNull();
    expect(standingPlan({ ...RUN, goal }, 'h')).toEqual(PLAN);
  });

  it('is never the report of changed tables, approved or not', () => {
    const run = { ...RUN, halts: [{ ...HALT, code: SCHEMA_CHANGED }] };
    expect(standingPlan(run, 'h')).toBeNull();
    expect(standingPlan(run, null)).toBeNull();
  });
});
