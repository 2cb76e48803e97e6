import { createRoute, z } from '@hono/zod-openapi';
import { IdFilter, PageQuery, pageOf } from './page.ts';
import { guarded, json } from './route-parts.ts';

const time = z.iso.datetime({ offset: true }).optional();

const AuditFilterQuery = z.strictObject({
  registryId: IdFilter,
  runId: IdFilter,
  recordId: IdFilter,
  field: z.string().max(1000).optional(),
  from: time,
  to: time,
  q: z.string().min(1).max(200).optional(),
});

const AuditEntry = z
  .looseObject({ index: z.number(), id: z.string(), signature: z.string() })
  .openapi('AuditEntry', {
    description:
      'The members of the signed JSON, with its place and signature. To verify the signature take the ' +
      'export as `jsonl`, which holds the exact signed text.',
  });

export const listAuditEntries = createRoute({
  method: 'get',
  path: '/audit/entries',
  tags: ['audit'],
  ...guarded('chittysync:read'),
  request: { query: PageQuery.extend(AuditFilterQuery.shape) },
  responses: { 200: json('Entries in the order of the log, newest last', pageOf(AuditEntry)) },
});

export const exportAudit = createRoute({
  method: 'get',
  path: '/audit/export',
  tags: ['audit'],
  ...guarded('chittysync:read'),
  request: { query: AuditFilterQuery.extend({ format: z.enum(['csv', 'jsonl']) }) },
  responses: {
    200: {
      description:
        'All entries that fit. JSON lines are `{"index":n,"entry":"<the exact signed text>","signature":"<hex>"}`; ' +
        'CSV has a line per changed field.',
      content: {
        'text/csv': { schema: z.string() },
        'application/jsonl': { schema: z.string() },
      },
    },
  },
});
