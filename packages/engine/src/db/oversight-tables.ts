/** Tables of what people look at and decide on, and of the history: conflicts, problems, audit entries. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Cell, Cells } from '../model/cell.ts';
import type { Candidate } from '../model/change.ts';
import { at, chittysync, createdAt, tenantId } from './state-columns.ts';

export const conflicts = chittysync.table(
  'conflicts',
  {
    id: uuid('id').primaryKey(),
    tenantId,
    registryId: uuid('registry_id').notNull(),
    runId: uuid('run_id').notNull(),
    recordId: uuid('record_id').notNull(),
    key: jsonb('key').$type<Cells>().notNull(),
    /** The field, or `*` for a conflict about the whole record (delete against edit). */
    field: text('field').notNull(),
    candidates: jsonb('candidates').$type<readonly Candidate[]>().notNull(),
    base: jsonb('base').$type<Cell>(),
    status: text('status').$type<'open' | 'resolved' | 'obsolete'>().notNull(),
    /** The rule that decided, once resolved. */
    rule: text('rule'),
    /** A person's decision, until a run has carried it out. */
    resolution: jsonb('resolution').$type<{ value: Cell; by: string }>(),
    openedAt: at('opened_at').notNull().defaultNow(),
    resolvedAt: at('resolved_at'),
  },
  (t) => [
    uniqueIndex('conflicts_open').on(t.registryId, t.recordId, t.field).where(sql`status = 'open'`),
    index('conflicts_list').on(t.tenantId, t.registryId, t.status),
  ],
);

export const problems = chittysync.table(
  'problems',
  {
    id: uuid('id').primaryKey(),
    tenantId,
    registryId: uuid('registry_id').notNull(),
    bindingId: uuid('binding_id').notNull(),
    recordId: uuid('record_id'),
    externalId: text('external_id'),
    /** What makes it the same problem in the next run: binding, row, field and rule. */
    identity: text('identity').notNull(),
    field: text('field'),
    rule: text('rule').notNull(),
    message: text('message').notNull(),
    value: text('value'),
    status: text('status').$type<'open' | 'closed'>().notNull(),
    /** A finished sync has seen it: it is no longer new to the safety limits. */
    known: boolean('known').notNull().default(false),
    openedRun: uuid('opened_run').notNull(),
    seenRun: uuid('seen_run').notNull(),
    openedAt: at('opened_at').notNull().defaultNow(),
    closedAt: at('closed_at'),
  },
  (t) => [
    uniqueIndex('problems_open').on(t.registryId, t.identity).where(sql`status = 'open'`),
    index('problems_list').on(t.tenantId, t.registryId, t.status),
  ],
);

/** Append-only. `entry` holds the exact signed bytes, canonical JSON. */
export const auditEntries = chittysync.table(
  'audit_entries',
  {
    index: bigint('index', { mode: 'number' }).primaryKey().generatedAlwaysAsIdentity(),
    tenantId,
    id: uuid('id').notNull(),
    registryId: uuid('registry_id'),
    runId: uuid('run_id'),
    recordId: uuid('record_id'),
    entry: text('entry').notNull(),
    signature: text('signature').notNull(),
    ledgerStatus: text('ledger_status').$type<'pending' | 'sent'>().notNull().default('pending'),
    ledgerAttempts: integer('ledger_attempts').notNull().default(0),
    createdAt,
  },
  (t) => [
    uniqueIndex('audit_entries_id').on(t.tenantId, t.id),
    index('audit_entries_run').on(t.tenantId, t.runId),
    index('audit_entries_registry').on(t.tenantId, t.registryId),
    index('audit_entries_outbox').on(t.index).where(sql`ledger_status = 'pending'`),
  ],
);

/** Every base that a record ever had, so that the registry can be viewed as of any past moment. */
export const recordHistory = chittysync.table(
  'record_history',
  {
    tenantId,
    registryId: uuid('registry_id').notNull(),
    recordId: uuid('record_id').notNull(),
    version: integer('version').notNull(),
    status: text('status').notNull(),
    key: jsonb('key').$type<Cells>().notNull(),
    cells: jsonb('cells').$type<Cells>().notNull(),
    runId: uuid('run_id').notNull(),
    at: at('at').notNull().defaultNow(),
  },
  (t) => [
    primaryKey({ columns: [t.recordId, t.version] }),
    index('record_history_registry').on(t.registryId, t.at),
  ],
);

/** Answers to writes that came with an Idempotency-Key. */
export const idempotencyKeys = chittysync.table(
  'idempotency_keys',
  {
    tenantId,
    key: text('key').notNull(),
    fingerprint: text('fingerprint').notNull(),
    /** Null while the first request is in flight. */
    status: integer('status'),
    body: jsonb('body').$type<unknown>(),
    createdAt,
  },
  (t) => [primaryKey({ columns: [t.tenantId, t.key] })],
);
