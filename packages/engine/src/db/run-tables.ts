/** Tables of runs: their steps, what they observed, and their plans. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  jsonb,
  primaryKey,
  text,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Cells } from '../model/cell.ts';
import type { Conflict } from '../model/change.ts';
import type { CellProblem } from '../model/observed-row.ts';
import type { NextRecord } from '../model/plan.ts';
import type { BindingCounts, Drift, FetchWindow, Halt, RunCounts, RunGoal } from '../model/run.ts';
import type { CellWrite } from '../model/write.ts';
import { at, chittysync, createdAt, tenantId } from './state-columns.ts';

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
    /** What an undo or a restore is to bring back; such a run writes only what a person approved. */
    goal: jsonb('goal').$type<RunGoal>(),
    counts: jsonb('counts').$type<RunCounts>().notNull(),
    perBinding: jsonb('per_binding').$type<Record<string, BindingCounts>>().notNull(),
    halts: jsonb('halts').$type<readonly Halt[]>().notNull(),
    drift: jsonb('drift').$type<Drift>().notNull(),
    requests: jsonb('requests').$type<Record<string, number>>().notNull(),
    /** When each binding was read, and at which place, by binding id. */
    fetched: jsonb('fetched').$type<Record<string, FetchWindow>>().notNull().default({}),
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
    /** SHA-256 of the cells besides the key; null where they are all EMPTY. */
    contentHash: text('content_hash'),
    /** The row was not read in this run; it stands in as it was last shown. */
    remembered: boolean('remembered').notNull().default(false),
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

/** What a run is to bring back of each record: how it was, and how it is expected to be now. */
export const goals = chittysync.table(
  'goals',
  {
    tenantId,
    runId: uuid('run_id').notNull(),
    recordId: uuid('record_id').notNull(),
    before: jsonb('before').$type<Cells>(),
    after: jsonb('after').$type<Cells>(),
  },
  (t) => [primaryKey({ columns: [t.runId, t.recordId] })],
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
    index('plan_writes_partition').on(t.runId, t.partition),
    index('plan_writes_open')
      .on(t.runId, t.bindingId, t.ord)
      .where(sql`status in ('planned', 'attempted')`),
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
