import { createRoute, z } from '@hono/zod-openapi';
import { TableRefBody } from './connection.ts';
import { ProposedBinding } from './registry.ts';
import { body, guarded, json } from './route-parts.ts';

const DraftBody = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    bindings: z
      .array(z.strictObject({ connectionId: z.guid(), table: TableRefBody }))
      .min(2)
      .max(10),
  })
  .openapi('DraftRequest');

const cell = z.union([z.string(), z.boolean(), z.array(z.string()).readonly(), z.null()]);

const Proposal = z
  .object({
    registry: z
      .object({
        name: z.string(),
        schema: z.record(z.string(), z.unknown()).readonly(),
        key: z.array(z.string()).readonly(),
        bindings: z.array(ProposedBinding).readonly(),
      })
      .openapi({ description: 'The body of POST /registries, to be looked at and edited first' }),
    fidelity: z
      .array(
        z.object({
          field: z.string(),
          from: z.string(),
          to: z.string(),
          outcome: z.enum(['lossless', 'lossy', 'refused', 'untried']),
          tried: z.number().openapi({ description: 'Different values among the sampled rows' }),
          lossy: z.array(z.object({ value: cell, shown: cell })).readonly(),
          refused: z.array(z.object({ value: cell, rule: z.string() })).readonly(),
        }),
      )
      .readonly()
      .openapi({ description: 'What becomes of the sampled values of one binding in another' }),
    notes: z
      .array(
        z.object({
          code: z.enum(['NO_KEY', 'ONE_TABLE', 'NOT_READ', 'NO_TYPE', 'NOT_WRITABLE']),
          binding: z.string().optional(),
          column: z.string().optional(),
          message: z.string(),
        }),
      )
      .readonly(),
    sampledRows: z.record(z.string(), z.number()).readonly(),
  })
  .openapi('RegistryProposal');

export const draftRegistry = createRoute({
  method: 'post',
  path: '/registries/draft',
  tags: ['registries'],
  ...guarded('chittysync:write'),
  request: { body: body(DraftBody) },
  responses: { 200: json('A registry proposed over existing tables; nothing is stored', Proposal) },
});
