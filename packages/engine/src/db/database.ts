import { neon, neonConfig } from '@neondatabase/serverless';
import { drizzle } from 'drizzle-orm/neon-http';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';

/** ChittySync's own database. Over Neon's HTTP there are no interactive transactions: decide in one statement. */
export type Database = PgDatabase<PgQueryResultHKT>;

/** A tenant's part of the database: every query of a store takes it and names the tenant. */
export interface TenantDatabase {
  readonly db: Database;
  readonly tenantId: string;
}

/** Hosts whose Neon HTTP endpoint is not the one that Neon derives from the host name. */
const endpointsByHost = new Map<string, string>();
const derivedEndpoint = neonConfig.fetchEndpoint;
neonConfig.fetchEndpoint = (host, port, options) =>
  endpointsByHost.get(host) ??
  (typeof derivedEndpoint === 'function' ? derivedEndpoint(host, port, options) : derivedEndpoint);

/**
 * Opens the state database over Neon's HTTP protocol. `neonEndpoint`, when given, answers for this
 * database's host.
 */
export function openDatabase(options: { databaseUrl: string; neonEndpoint?: string }): Database {
  if (options.neonEndpoint !== undefined) {
    endpointsByHost.set(new URL(options.databaseUrl).hostname, options.neonEndpoint);
  }
  return drizzle(neon(options.databaseUrl));
}
