/** Tables of what customers set up, and of the base: connections, registries, bindings, records and their rows. */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  index,
  integer,
  json,
  jsonb,
  primaryKey,
  text,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Cells } from '../model/cell.ts';
import type { CellDoubts } from '../model/record-view.ts';
import type { Binding, Registry } from '../model/registry.ts';
import type { KnownColumn } from '../model/shape-change.ts';
import type { TableRef } from '../model/system.ts';
import { at, chittysync, createdAt, tenantId } from './state-columns.ts';

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
  | 'schema'
  | 'key'
  | 'mode'
  | 'from'
  | 'schedule'
  | 'conflicts'
  | 'deletes'
  | 'approval'
  | 'policy'
  | 'safety'
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
    /** What its system left with that read, opaque, for telling what changed since. */
    readMark: text('read_mark'),
    /** The mapped columns as the last accepted run found them; another shape has to be looked at. */
    shape: jsonb('shape').$type<readonly KnownColumn[]>(),
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
    /** SHA-256 of what it showed besides the key; null where that is nothing. */
    contentHash: text('content_hash'),
    /** Cells that runs wrote without confirming that what they wrote stands; null for none. */
    doubts: jsonb('doubts').$type<CellDoubts>(),
    /** The record was changed by a run that did not see the row. */
    missed: boolean('missed').notNull().default(false),
    /**
     * `detached`: the row was given up by the delete policy; it is neither written nor created again.
     * `tombstone`: the row showed the record until it was deleted; should it come back, it is that record.
     */
    state: text('state').$type<'linked' | 'detached' | 'tombstone'>().notNull(),
    updatedRun: uuid('updated_run').notNull(),
  },
  (t) => [
    primaryKey({ columns: [t.bindingId, t.recordId] }),
    uniqueIndex('rows_external_id').on(t.bindingId, t.externalId),
  ],
);
