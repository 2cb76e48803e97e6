import { pgSchema, timestamp, uuid } from 'drizzle-orm/pg-core';

/**
 * The Postgres namespace of ChittySync's own state. Customers' tables are elsewhere and are only reached through
 * `adapters/postgres`.
 */
export const chittysync = pgSchema('chittysync');

/** Every table carries its tenant, and every query names it. */
export const tenantId = uuid('tenant_id').notNull();

/** A `timestamptz` column as the driver's text. */
export const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });

export const createdAt = at('created_at').notNull().defaultNow();
