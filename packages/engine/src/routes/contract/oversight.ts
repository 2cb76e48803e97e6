import { createRoute, z } from '@hono/zod-openapi';
import { CellValue, CellValues } from './cell.ts';
import { IdFilter, IdParam, PageQuery, pageOf } from './page.ts';
import { body, guarded, json } from './route-parts.ts';
import { DriftAnswer, RunCountsAnswer } from './run.ts';

const Conflict = z
  .object({
    id: z.string(),
    registryId: z.string(),
    runId: z.string(),
    recordId: z.string(),
    key: CellValues,
    field: z.string().openapi({ description: 'The field, or * for the whole record' }),
    candidates: z
      .array(
        z.object({
          binding: z.string(),
          value: CellValue,
          editedFrom: z.string().nullable(),
          editedTo: z.string().nullable(),
        }),
      )
      .readonly(),
    candidatesHash: z.string(),
    base: CellValue,
    status: z.enum(['open', 'resolved', 'obsolete']),
    rule: z.string().nullable(),
    resolution: z.object({ value: CellValue, by: z.string() }).nullable(),
    openedAt: z.string(),
    resolvedAt: z.string().nullable(),
  })
  .openapi('Conflict');

const ConflictDecision = z
  .strictObject({
    use: z.string().optional().openapi({ description: 'The binding whose value shall hold' }),
    value: z
      .union([z.string(), z.number(), z.boolean(), z.array(z.string()), z.null()])
      .optional()
      .openapi({ description: 'Another value that shall hold everywhere' }),
    candidatesHash: z
      .string()
      .optional()
      .openapi({ description: 'Of the conflict as it was seen; another one now is refused' }),
  })
  .refine((decision) => (decision.use === undefined) !== (decision.value === undefined), {
    error: 'needs either `use` or `value`',
  })
  .openapi('ConflictDecision');

const Problem = z
  .object({
    id: z.string(),
    registryId: z.string(),
    binding: z.string(),
    recordId: z.string().nullable(),
    externalId: z.string().nullable(),
    field: z.string().nullable(),
    rule: z.string(),
    message: z.string(),
    value: z.string().nullable(),
    status: z.enum(['open', 'closed']),
    openedAt: z.string(),
    closedAt: z.string().nullable(),
  })
  .openapi('Problem');

const CanonicalRecord = z
  .object({
    id: z.string(),
    key: CellValues,
    cells: CellValues,
    version: z.number(),
    runId: z.string(),
    at: z.string(),
  })
  .openapi('Record');

const RegistryHealth = z
  .object({
    complianceScore: z.number(),
    drift: DriftAnswer.nullable(),
    lastRun: z
      .object({
        id: z.string(),
        status: z.string(),
        finishedAt: z.string().nullable(),
        counts: RunCountsAnswer,
      })
      .nullable(),
    nextRunAt: z.string().nullable(),
    latency: z
      .object({
        p50: z.number().nullable(),
        p95: z.number().nullable(),
        p99: z.number().nullable(),
      })
      .openapi({ description: 'Milliseconds from asking for a sync to its end' }),
    openConflicts: z.number(),
    openProblems: z.number(),
    liveRecords: z.number(),
  })
  .openapi('RegistryHealth');

export const listConflicts = createRoute({
  method: 'get',
  path: '/conflicts',
  tags: ['conflicts'],
  ...guarded('chittysync:read'),
  request: {
    query: PageQuery.extend({
      registryId: IdFilter,
      status: z.enum(['open', 'resolved', 'obsolete']).optional(),
    }),
  },
  responses: { 200: json('Conflicts, oldest first', pageOf(Conflict)) },
});

export const resolveConflict = createRoute({
  method: 'post',
  path: '/conflicts/{id}/resolve',
  tags: ['conflicts'],
  ...guarded('chittysync:decide'),
  request: { params: IdParam, body: body(ConflictDecision) },
  responses: { 202: json('The conflict with its decision; a run carries it out', Conflict) },
});

export const listProblems = createRoute({
  method: 'get',
  path: '/problems',
  tags: ['problems'],
  ...guarded('chittysync:read'),
  request: {
    query: PageQuery.extend({
      registryId: IdFilter,
      status: z.enum(['open', 'closed']).optional(),
    }),
  },
  responses: { 200: json('Rows and fields in quarantine, oldest first', pageOf(Problem)) },
});

export const listRecords = createRoute({
  method: 'get',
  path: '/registries/{id}/records',
  tags: ['records'],
  ...guarded('chittysync:read'),
  request: {
    params: IdParam,
    query: PageQuery.extend({
      key: z
        .union([z.string(), z.array(z.string())])
        .optional()
        .openapi({ description: 'Once per key field, in the order of the key' }),
      at: z.iso.datetime({ offset: true }).optional(),
    }),
  },
  responses: { 200: json('Live records, now or as of a past time', pageOf(CanonicalRecord)) },
});

export const getRegistryHealth = createRoute({
  method: 'get',
  path: '/registries/{id}/health',
  tags: ['registries'],
  ...guarded('chittysync:read'),
  request: { params: IdParam },
  responses: { 200: json('How the registry does', RegistryHealth) },
});
