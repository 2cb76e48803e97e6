import type { Context } from 'hono';
import type { Database, TenantDatabase } from '../db/database.ts';
import type { AppEnv } from './app-env.ts';

/** The caller's part of the database. */
export function tenantOf(c: Context<AppEnv>, database: Database): TenantDatabase {
  return { db: database, tenantId: c.get('principal').tenantId };
}
