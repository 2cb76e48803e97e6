/**
 * ChittySync's own state, in the Postgres namespace `chittysync`. Every table carries its tenant.
 * Customers' tables are elsewhere and are only reached through `adapters/postgres`.
 */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  json,
  jsonb,
  pgSchema,
  primaryKey,
  text,
  timestamp,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Cell, Cells } from '../model/cell.ts';
import type { Candidate, Conflict } from '../model/change.ts';
import type { CellProblem } from '../model/observed-row.ts';
import type { NextRecord } from '../model/plan.ts';
import type { Binding, Registry } from '../model/registry.ts';
import type { BindingCounts, Drift, Halt, RunCounts } from '../model/run.ts';
import type { TableRef } from '../model/system.ts';
import type { CellWrite } from '../model/write.ts';

export const chittysync = pgSchema('chittysync');

const tenantId = uuid('tenant_id').notNull();
const at = (name: string) => timestamp(name, { withTimezone: true, mode: 'string' });
const createdAt = at('created_at').notNull().defaultNow();

export const tenants = chittysync.table('tenants', {
  id: uuid('id').primaryKey(),
  name: text('name').notNull(),
  createdAt,
});

export const connections = chittysync.table(
  'connections',
  {
    id: uuid('id').primaryKey(),
    tenantId,
    name: text('name').notNull(),
    system: text('system').notNull(),
    /** AES-256-GCM under CREDENTIALS_KEY; see `db/seal-credential.ts`. */
    credential: text('credential').notNull(),
    status: text('status').notNull(),
    createdAt,
  },
  (t) => [uniqueIndex('connections_name').on(t.tenantId, t.name)],
);

/** The parts of a registry that are only ever read and written as a whole. */
export type RegistryConfig = Pick<
  Registry,
  'schema' | 'key' | 'mode' | 'from' | 'schedule' | 'conflicts' | 'deletes' | 'safety'
>;

export const registries = chittysync.table(
  'registries',
  {
    id: uuid('id').primaryKey(),
    tenantId,
    name: text('name').notNull(),
    status: text('status').notNull(),
    /** As text, because the order of the schema's properties is the order of the fields. */
    config: json('config').$type<RegistryConfig>().notNull(),
    /** The number of the run that may write; a run with a lower one is a zombie. */
    fence: bigint('fence', { mode: 'number' }).notNull().default(0),
    /** The halted run that waits for a person. */
    blockedBy: uuid('blocked_by'),
    nextRunAt: at('next_run_at'),
    createdAt,
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('registries_name').on(t.tenantId, t.name),
    index('registries_due').on(t.nextRunAt),
  ],
);

export const bindings = chittysync.table(
  'bindings',
  {
    id: uuid('id').primaryKey(),
    tenantId,
    registryId: uuid('registry_id').notNull(),
    ord: integer('ord').notNull(),
    name: text('name').notNull(),
    connectionId: uuid('connection_id').notNull(),
    table: jsonb('table_ref').$type<TableRef>().notNull(),
    fields: jsonb('fields').$type<Binding['fields']>().notNull(),
    /** The place that `rows` describes. A binding that points elsewhere has no rows yet. */
    place: text('place'),
    /** When the last run that ended well began to read this binding: the earliest time of an unseen edit. */
    fetchedAt: at('fetched_at'),
  },
  (t) => [uniqueIndex('bindings_name').on(t.registryId, t.name)],
);

/** The base: the last agreed cells of every record. Deleted records stay as tombstones. */
export const records = chittysync.table(
  'records',
  {
    id: uuid('id').primaryKey(),
    tenantId,
    registryId: uuid('registry_id').notNull(),
    status: text('status').$type<'live' | 'deleted'>().notNull(),
    keyHash: text('key_hash').notNull(),
    key: jsonb('key').$type<Cells>().notNull(),
    cells: jsonb('cells').$type<Cells>().notNull(),
    version: integer('version').notNull(),
    /** False while a binding is known not to show the base; such a record is looked at in every run. */
    settled: boolean('settled').notNull().default(true),
    updatedRun: uuid('updated_run').notNull(),
    updatedAt: at('updated_at').notNull().defaultNow(),
  },
  (t) => [
    uniqueIndex('records_key').on(t.registryId, t.keyHash).where(sql`status = 'live'`),
    index('records_unsettled').on(t.registryId).where(sql`not settled`),
  ],
);

/** Which row of a binding shows a record, and what it showed when the base was agreed. */
export const rows = chittysync.table(
  'rows',
  {
    tenantId,
    registryId: uuid('registry_id').notNull(),
    bindingId: uuid('binding_id').notNull(),
    recordId: uuid('record_id').notNull(),
    externalId: text('external_id').notNull(),
    shown: jsonb('shown').$type<Cells>().notNull(),
    shownHash: text('shown_hash').notNull(),
    /** `detached`: the row was given up by the delete policy; it is neither written nor created again. */
    state: text('state').$type<'linked' | 'detached'>().notNull(),
    updatedRun: uuid('updated_run').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.bindingId, t.recordId] }),
    uniqueIndex('rows_external_id').on(t.bindingId, t.externalId),
  ],
);

export const runs = chittysync.table(
  'runs',
  {
    id: uuid('id').primaryKey(),
    tenantId,
    registryId: uuid('registry_id').notNull(),
    kind: text('kind').notNull(),
    trigger: text('trigger').notNull(),
    fetch: text('fetch').notNull(),
    status: text('status').notNull(),
    /** How often the run was started; a later attempt goes on where the plan stands. */
    attempt: integer('attempt').notNull().default(0),
    fence: bigint('fence', { mode: 'number' }).notNull().default(0),
    planHash: text('plan_hash'),
    /** The plan hash that a person approved; spent on this run alone. */
    approvedHash: text('approved_hash'),
    rejectReason: text('reject_reason'),
    counts: jsonb('counts').$type<RunCounts>().notNull(),
    perBinding: jsonb('per_binding').$type<Record<string, BindingCounts>>().notNull(),
    halts: jsonb('halts').$type<readonly Halt[]>().notNull(),
    drift: jsonb('drift').$type<Drift>().notNull(),
    requests: jsonb('requests').$type<Record<string, number>>().notNull(),
    /** When each binding was read, and at which place, by binding id. */
    fetched: jsonb('fetched')
      .$type<Record<string, { from: string; to: string; place: string }>>()
      .notNull()
      .default({}),
    error: jsonb('error').$type<{ code: string; message: string }>(),
    createdAt,
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
  },
  (t) => [index('runs_registry').on(t.registryId, t.createdAt)],
);

export const steps = chittysync.table(
  'steps',
  {
    tenantId,
    runId: uuid('run_id').notNull(),
    name: text('name').notNull(),
    status: text('status').notNull(),
    startedAt: at('started_at'),
    finishedAt: at('finished_at'),
    counts: jsonb('counts').$type<Record<string, number>>().notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.name] })],
);

/** What the bindings show in this run, staged page by page; removed when the run ends. */
export const observations = chittysync.table(
  'observations',
  {
    tenantId,
    runId: uuid('run_id').notNull(),
    bindingId: uuid('binding_id').notNull(),
    position: integer('position').notNull(),
    externalId: text('external_id'),
    recordId: uuid('record_id'),
    /** SHA-256 of the normalised key; null where the key is incomplete. */
    keyHash: text('key_hash'),
    cells: jsonb('cells').$type<Cells>().notNull(),
    problems: jsonb('problems').$type<readonly CellProblem[]>().notNull(),
    hash: text('hash').notNull(),
    editedFrom: at('edited_from'),
    editedTo: at('edited_to'),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.bindingId, t.position] }),
    index('observations_record').on(t.runId, t.recordId),
    index('observations_key').on(t.runId, t.keyHash),
  ],
);

/** Linked rows that a complete fetch did not show, and where they are. */
export const absences = chittysync.table(
  'absences',
  {
    tenantId,
    runId: uuid('run_id').notNull(),
    bindingId: uuid('binding_id').notNull(),
    recordId: uuid('record_id').notNull(),
    externalId: text('external_id').notNull(),
    presence: text('presence').notNull(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.bindingId, t.recordId] })],
);

/** Records that may have changed, cut into partitions for the pure core. */
export const candidates = chittysync.table(
  'candidates',
  {
    tenantId,
    runId: uuid('run_id').notNull(),
    recordId: uuid('record_id').notNull(),
    partition: integer('partition').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.recordId] }),
    index('candidates_partition').on(t.runId, t.partition),
  ],
);

export const planWrites = chittysync.table(
  'plan_writes',
  {
    id: uuid('id').primaryKey(),
    tenantId,
    registryId: uuid('registry_id').notNull(),
    runId: uuid('run_id').notNull(),
    ord: integer('ord').notNull(),
    partition: integer('partition').notNull(),
    bindingId: uuid('binding_id').notNull(),
    recordId: uuid('record_id').notNull(),
    kind: text('kind').notNull(),
    externalId: text('external_id'),
    key: jsonb('key').$type<Cells>().notNull(),
    cells: jsonb('cells').$type<Record<string, CellWrite>>().notNull(),
    /** Which rule decided, by field. */
    rules: jsonb('rules').$type<Record<string, string>>().notNull(),
    /** planned, attempted, then the status of the outcome. */
    status: text('status').notNull(),
    outcome: jsonb('outcome').$type<Record<string, unknown>>(),
  },
  (t) => [
    index('plan_writes_run').on(t.runId, t.ord),
    index('plan_writes_record').on(t.runId, t.recordId),
  ],
);

/** The next base of a run, record by record; becomes the base where it is confirmed. */
export const planRecords = chittysync.table(
  'plan_records',
  {
    tenantId,
    runId: uuid('run_id').notNull(),
    recordId: uuid('record_id').notNull(),
    partition: integer('partition').notNull(),
    next: jsonb('next').$type<NextRecord>().notNull(),
    /** Conflicts that this plan decides. */
    conflicts: jsonb('conflicts').$type<readonly Conflict[]>().notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.runId, t.recordId] }),
    index('plan_records_partition').on(t.runId, t.partition),
  ],
);

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
