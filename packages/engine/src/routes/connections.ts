import type { NewTable } from '../adapters/adapter.ts';
import { ensureTenant } from '../auth/default-tenant.ts';
import {
  type ConnectionRow,
  deleteConnection,
  getConnection,
  insertConnection,
  listConnections,
  setConnectionStatus,
} from '../db/connection-store.ts';
import type { TenantDatabase } from '../db/database.ts';
import { findRelatedTable } from '../db/related-table.ts';
import { sealCredential } from '../db/seal-credential.ts';
import { ChittySyncError, isChittySyncError } from '../errors/chittysync-error.ts';
import { type FieldSpec, parseRegistrySchema } from '../model/registry-schema.ts';
import type { TableRef } from '../model/system.ts';
import type { AppDeps } from './app-deps.ts';
import * as contract from './contract/connection.ts';
import { newRouter } from './new-router.ts';
import { keyIssues, schemaIssues } from './registry-declaration.ts';
import { invalidRequest } from './request-issues.ts';
import { tenantOf } from './tenant-of.ts';

/** `/connections`: accounts in systems, and the tables that they can see. */
export function connectionRoutes(deps: AppDeps) {
  const { database, catalogue, openAdapter } = deps;
  return newRouter()
    .openapi(contract.createConnection, async (c) => {
      const tenant = tenantOf(c, database);
      const { name, system, credential } = c.req.valid('json');
      if (!catalogue[system].credentialKinds.includes(credential.kind)) {
        const kinds = catalogue[system].credentialKinds.join(', ');
        throw credentialInvalid(`${system} takes a credential of kind ${kinds}`);
      }
      const id = deps.newId();
      const place = { tenantId: tenant.tenantId, connectionId: id };
      const sealed = await sealCredential(deps.config.credentialsKey, place, credential);
      const draft = { id, name, system, credential: sealed };
      // Opening checks the credential's form without asking the system.
      await openAdapter({
        ...draft,
        tenantId: tenant.tenantId,
        status: 'unchecked',
        createdAt: deps.now().toISOString(),
      });
      await ensureTenant(tenant);
      const connection = await insertConnection(tenant, draft);
      return c.json(toAnswer(connection), 201, { Location: `/api/v1/connections/${id}` });
    })
    .openapi(contract.listConnections, async (c) => {
      const page = await listConnections(tenantOf(c, database), c.req.valid('query'));
      return c.json({ items: page.items.map(toAnswer), nextCursor: page.nextCursor }, 200);
    })
    .openapi(contract.getConnection, async (c) => {
      const connection = await getConnection(tenantOf(c, database), c.req.valid('param').id);
      return c.json(toAnswer(connection), 200);
    })
    .openapi(contract.deleteConnection, async (c) => {
      await deleteConnection(tenantOf(c, database), c.req.valid('param').id);
      return c.body(null, 204);
    })
    .openapi(contract.checkConnection, async (c) => {
      const tenant = tenantOf(c, database);
      const connection = await getConnection(tenant, c.req.valid('param').id);
      const report = await check(deps, connection);
      await setConnectionStatus(tenant, connection.id, report.ok ? 'ok' : 'failed');
      return c.json(report, 200);
    })
    .openapi(contract.listTables, async (c) => {
      const connection = await getConnection(tenantOf(c, database), c.req.valid('param').id);
      const adapter = await openAdapter(connection);
      return c.json({ items: await adapter.listTables(), nextCursor: null }, 200);
    })
    .openapi(contract.createTable, async (c) => {
      const { title, schema, key, parent } = c.req.valid('json');
      const tenant = tenantOf(c, database);
      const connection = await getConnection(tenant, c.req.valid('param').id);
      const parsed = parseRegistrySchema(schema);
      const issues = [...schemaIssues(parsed), ...keyIssues(key, parsed)];
      if (issues.length > 0 || !parsed.ok) throw invalidRequest(issues);
      const adapter = await openAdapter(connection);
      const table = {
        title,
        key,
        fields: await Promise.all(parsed.fields.map((spec) => newField(tenant, connection, spec))),
        ...(parent === undefined ? {} : { parent: parent satisfies TableRef }),
      };
      return c.json(await adapter.createTable(table).catch(nameParent), 201);
    });
}

/** A relation to a registry that has a table in the same account is one to that table. */
async function newField(
  tenant: TenantDatabase,
  connection: ConnectionRow,
  { field, relatedRegistry, ...spec }: FieldSpec,
): Promise<NewTable['fields'][number]> {
  const relatesTo =
    relatedRegistry === undefined
      ? null
      : await findRelatedTable(tenant, relatedRegistry, connection.id);
  return { name: field, ...spec, ...(relatesTo === null ? {} : { relatesTo }) };
}

/** No table is looked for here but the place for the new one. */
function nameParent(error: unknown): never {
  if (!isChittySyncError(error) || error.code !== 'CS_TABLE_NOT_FOUND') throw error;
  throw invalidRequest([{ path: 'parent', code: error.code, message: error.message }]);
}

/** A refused credential is what a check is there to find: a report, not an error. */
async function check(deps: AppDeps, connection: ConnectionRow) {
  try {
    const { openAdapter } = deps;
    return await (await openAdapter(connection)).check();
  } catch (error) {
    const refused =
      isChittySyncError(error) &&
      ['CS_CREDENTIAL_INVALID', 'CS_CREDENTIAL_REFUSED', 'CS_ACCESS_DENIED'].includes(error.code);
    if (!refused) throw error;
    return { ok: false, account: null, problems: [error.message] };
  }
}

function credentialInvalid(message: string): ChittySyncError {
  const issues = [{ path: 'credential.kind', code: 'CS_CREDENTIAL_INVALID', message }];
  return new ChittySyncError('CS_CREDENTIAL_INVALID', message, { details: { issues } });
}

function toAnswer({ id, name, system, status, createdAt }: ConnectionRow) {
  return { id, name, system, status, createdAt };
}
