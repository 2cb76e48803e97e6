import { createRoute, z } from '@hono/zod-openapi';
import { CELL_TYPES } from '../../model/cell-type.ts';
import { SYSTEM_NAMES } from '../../model/system.ts';
import { IdParam, PageQuery, pageOf } from './page.ts';
import { body, guarded, json } from './route-parts.ts';

const TEXT_MAX = 16_384;
const secretText = z.string().min(1).max(TEXT_MAX);

const CredentialBody = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('token'), token: secretText }),
  z.strictObject({ kind: z.literal('url'), url: secretText }),
  z.strictObject({ kind: z.literal('serviceAccount'), key: z.record(z.string(), z.unknown()) }),
]);

const ConnectionBody = z
  .strictObject({
    name: z.string().trim().min(1).max(100),
    system: z.enum(SYSTEM_NAMES),
    credential: CredentialBody,
  })
  .openapi('NewConnection');

const Connection = z
  .object({
    id: z.string(),
    name: z.string(),
    system: z.enum(SYSTEM_NAMES),
    status: z.enum(['unchecked', 'ok', 'failed']),
    createdAt: z.string(),
  })
  .openapi('Connection');

const ConnectionCheck = z
  .object({
    ok: z.boolean(),
    account: z.string().nullable(),
    problems: z.array(z.string()).readonly(),
  })
  .openapi('ConnectionCheck');

/** Where a table is, in the words of its system. */
export const TableRefBody = z
  .record(z.string(), z.union([z.string(), z.number()]))
  .openapi('TableRef', {
    description: '{dataSourceId} · {schema,name} · {spreadsheetId,sheetId}',
  });

const Table = z
  .object({
    table: TableRefBody.readonly(),
    title: z.string(),
    fields: z
      .array(
        z.object({
          id: z.string(),
          name: z.string(),
          nativeType: z.string(),
          cellType: z.enum(CELL_TYPES).nullable(),
          writable: z.boolean(),
          options: z.array(z.string()).readonly().optional(),
          relatesTo: TableRefBody.readonly().optional().openapi({
            description: 'Of a relation: the table whose rows it names, where the system knows',
          }),
        }),
      )
      .readonly(),
    keyCandidates: z.array(z.array(z.string()).readonly()).readonly(),
    url: z.string().optional(),
  })
  .openapi('Table');

const TableBody = z
  .strictObject({
    title: z.string().trim().min(1).max(100),
    schema: z.record(z.string(), z.unknown()),
    key: z.array(z.string()).min(1).max(8),
    parent: TableRefBody.optional(),
  })
  .openapi('NewTable');

const tags = ['connections'];

export const createConnection = createRoute({
  method: 'post',
  path: '/connections',
  tags,
  ...guarded('chittysync:write'),
  request: { body: body(ConnectionBody) },
  responses: { 201: json('The new connection, not yet checked', Connection) },
});

export const listConnections = createRoute({
  method: 'get',
  path: '/connections',
  tags,
  ...guarded('chittysync:read'),
  request: { query: PageQuery },
  responses: { 200: json('Connections', pageOf(Connection)) },
});

export const getConnection = createRoute({
  method: 'get',
  path: '/connections/{id}',
  tags,
  ...guarded('chittysync:read'),
  request: { params: IdParam },
  responses: { 200: json('The connection', Connection) },
});

export const deleteConnection = createRoute({
  method: 'delete',
  path: '/connections/{id}',
  tags,
  ...guarded('chittysync:write'),
  request: { params: IdParam },
  responses: { 204: { description: 'Deleted' } },
});

export const checkConnection = createRoute({
  method: 'post',
  path: '/connections/{id}/check',
  tags,
  ...guarded('chittysync:write'),
  request: { params: IdParam },
  responses: { 200: json('What the system says of the credential', ConnectionCheck) },
});

export const listTables = createRoute({
  method: 'get',
  path: '/connections/{id}/tables',
  tags,
  ...guarded('chittysync:read'),
  request: { params: IdParam },
  responses: { 200: json('The tables that the credential can see', pageOf(Table)) },
});

export const createTable = createRoute({
  method: 'post',
  path: '/connections/{id}/tables',
  tags,
  ...guarded('chittysync:write'),
  request: { params: IdParam, body: body(TableBody) },
  responses: { 201: json('The new table', Table) },
});
