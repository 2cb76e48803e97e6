import { createRoute, z } from '@hono/zod-openapi';
import { RUN_STATUSES, RUN_STEPS } from '../../model/run.ts';
import { CellValue, CellValues } from './cell.ts';
import { IdParam, PageQuery, pageOf } from './page.ts';
import { body, guarded, json } from './route-parts.ts';

/** How many rows of which kind a run met. */
export const RunCountsAnswer = z.object({
  created: z.number(),
  updated: z.number(),
  deleted: z.number(),
  unchanged: z.number(),
  conflicts: z.number(),
  problems: z.number(),
});

export const DriftAnswer = z.object({ cells: z.number(), rows: z.number() });

const RunBody = z
  .strictObject({
    kind: z.enum(['preview', 'sync']),
    fetch: z.enum(['auto', 'incremental', 'full']).default('auto'),
    runId: z.guid().toLowerCase().optional(),
  })
  .openapi('NewRun');

const Run = z
  .object({
    id: z.string(),
    registryId: z.string(),
    kind: z.enum(['preview', 'sync']),
    trigger: z.enum(['api', 'schedule', 'conflict', 'undo', 'restore']),
    fetch: z.enum(['auto', 'incremental', 'full']),
    goal: z
      .union([
        z.object({ kind: z.literal('undo'), runId: z.string() }),
        z.object({ kind: z.literal('restore'), at: z.string() }),
      ])
      .nullable()
      .openapi({ description: 'What an undo or a restore brings back, once its plan is approved' }),
    status: z.enum(RUN_STATUSES),
    steps: z
      .array(
        z.object({
          name: z.enum(RUN_STEPS),
          status: z.enum(['pending', 'running', 'done', 'skipped', 'failed']),
          startedAt: z.string().nullable(),
          finishedAt: z.string().nullable(),
          counts: z.record(z.string(), z.number()).readonly(),
        }),
      )
      .readonly(),
    counts: RunCountsAnswer,
    perBinding: z
      .record(
        z.string(),
        z.object({ created: z.number(), updated: z.number(), deleted: z.number() }),
      )
      .readonly(),
    planHash: z.string().nullable(),
    halts: z
      .array(
        z.object({
          code: z.string(),
          message: z.string(),
          details: z.record(z.string(), z.unknown()).readonly(),
        }),
      )
      .readonly(),
    drift: DriftAnswer,
    requests: z.record(z.string(), z.number()).readonly(),
    error: z.object({ code: z.string(), message: z.string() }).nullable(),
    createdAt: z.string(),
    startedAt: z.string().nullable(),
    finishedAt: z.string().nullable(),
  })
  .openapi('Run');

const PlanItem = z
  .object({
    id: z.string(),
    binding: z.string(),
    recordId: z.string(),
    key: CellValues,
    kind: z.enum(['create', 'update', 'delete', 'restore']),
    fields: z.record(z.string(), z.object({ before: CellValue, after: CellValue })).readonly(),
    rule: z.string(),
    rules: z.record(z.string(), z.string()).readonly(),
    outcome: z.string().optional(),
    reason: z
      .object({
        rule: z.string().optional(),
        message: z.string(),
        field: z.string().optional(),
      })
      .optional(),
  })
  .openapi('PlanItem');

const Plan = z
  .object({
    planHash: z.string().nullable(),
    items: z.array(PlanItem).readonly(),
    nextCursor: z.string().nullable(),
  })
  .openapi('Plan');

const tags = ['runs'];

export const createRun = createRoute({
  method: 'post',
  path: '/registries/{id}/runs',
  tags,
  ...guarded('chittysync:write'),
  request: { params: IdParam, body: body(RunBody) },
  responses: {
    202: json('The queued run', Run),
    200: json('The first run of that runId', Run),
  },
});

export const listRuns = createRoute({
  method: 'get',
  path: '/registries/{id}/runs',
  tags,
  ...guarded('chittysync:read'),
  request: { params: IdParam, query: PageQuery },
  responses: { 200: json('The runs of the registry, newest first', pageOf(Run)) },
});

export const getRun = createRoute({
  method: 'get',
  path: '/runs/{id}',
  tags,
  ...guarded('chittysync:read'),
  request: { params: IdParam },
  responses: { 200: json('The run', Run) },
});

export const getPlan = createRoute({
  method: 'get',
  path: '/runs/{id}/plan',
  tags,
  ...guarded('chittysync:read'),
  request: { params: IdParam, query: PageQuery },
  responses: { 200: json('The writes of the plan, in the order of applying', Plan) },
});

export const approveRun = createRoute({
  method: 'post',
  path: '/runs/{id}/approve',
  tags,
  ...guarded('chittysync:decide'),
  request: {
    params: IdParam,
    body: body(z.strictObject({ planHash: z.string().min(1).max(200) })),
  },
  responses: { 202: json('The run, queued to apply exactly that plan', Run) },
});

export const rejectRun = createRoute({
  method: 'post',
  path: '/runs/{id}/reject',
  tags,
  ...guarded('chittysync:decide'),
  request: {
    params: IdParam,
    body: body(z.strictObject({ reason: z.string().trim().min(1).max(2000) })),
  },
  responses: { 202: json('The rejected run', Run) },
});

export const undoRun = createRoute({
  method: 'post',
  path: '/runs/{id}/undo',
  tags,
  ...guarded('chittysync:write'),
  request: { params: IdParam },
  responses: { 202: json('A new run: its plan is previewed, and carried out once approved', Run) },
});

export const restoreRegistry = createRoute({
  method: 'post',
  path: '/registries/{id}/restore',
  tags,
  ...guarded('chittysync:write'),
  request: {
    params: IdParam,
    body: body(z.strictObject({ at: z.iso.datetime({ offset: true }) })),
  },
  responses: { 202: json('A new run: its plan is previewed, and carried out once approved', Run) },
});
