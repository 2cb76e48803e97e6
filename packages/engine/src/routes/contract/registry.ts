import { createRoute, z } from '@hono/zod-openapi';
import { STRATEGIES } from '../../model/registry.ts';
import { SYSTEM_NAMES } from '../../model/system.ts';
import { TableRefBody } from './connection.ts';
import { IdParam, PageQuery, pageOf } from './page.ts';
import { body, guarded, json } from './route-parts.ts';

const EVERY_MINUTES_MAX = 60 * 24 * 31;
const name = z.string().trim().min(1).max(100);
const percent = z.number().min(0).max(100);

const chain = {
  strategy: z.array(z.enum(STRATEGIES)).min(1).max(STRATEGIES.length),
  prefer: z.array(z.string()).min(1).optional(),
  quorum: z.int().min(2).optional().openapi({
    description:
      'How many bindings must agree, for `quorum`; more than half of those that may change the field if left out',
  }),
};
const StrategyChain = z.strictObject(chain);
const FieldChains = z.record(z.string(), StrategyChain);

const FieldMap = z.record(
  z.string(),
  z.strictObject({
    column: z.string().min(1).max(1000),
    access: z.enum(['both', 'read', 'write', 'none']).default('both'),
    onForbidden: z.enum(['flag', 'revert']).default('flag').openapi({
      description:
        'A change that the binding may not make is a problem (flag), or taken back by the next write (revert)',
    }),
    relatedColumn: z.string().min(1).max(1000).optional().openapi({
      description:
        'Of a relation, in systems that relate rows by ids of their own: the column of the related table that holds the keys, by name or id; its title if left out',
    }),
  }),
);

const Policy = z
  .strictObject({
    document: z.record(z.string(), z.unknown()),
    entityType: z.string().min(1).max(200),
    categoryField: z.string().optional(),
    sources: z.record(z.string(), z.string().min(1).max(200)),
  })
  .nullable()
  .openapi('Policy', {
    description:
      'A ChittyOS mutation policy (etc/sync/policy.json), what it calls the records, which field holds ' +
      'their category, and what it calls each binding',
  });

const BindingBody = z.strictObject({
  name: z.string().trim().min(1).max(64),
  connectionId: z.guid(),
  table: TableRefBody,
  fields: FieldMap,
});

const Schedule = z
  .union(
    [
      z.strictObject({ everyMinutes: z.int().min(1).max(EVERY_MINUTES_MAX) }),
      z.strictObject({ cron: z.string().max(200) }),
      z.null(),
    ],
    { error: `must be {everyMinutes: 1…${EVERY_MINUTES_MAX}}, {cron} or null` },
  )
  .openapi('Schedule', { description: 'Cron has five parts and means UTC' });

const parts = {
  name,
  schema: z
    .record(z.string(), z.unknown())
    .openapi({ description: 'JSON Schema 2020-12 of one record; each property is a field' }),
  bindings: z.array(BindingBody).min(2).max(10),
  mode: z.enum(['bidirectional', 'one-way']),
  from: z
    .string()
    .nullable()
    .openapi({ description: 'The binding that changes come from, in mode one-way' }),
  schedule: Schedule,
  conflicts: z.strictObject({
    strategy: chain.strategy.default(['last-write-wins', 'hash']),
    prefer: chain.prefer,
    quorum: chain.quorum,
    fields: FieldChains.default({}),
  }),
  deletes: z.strictObject({ policy: z.enum(['propagate', 'unlink', 'ignore']) }),
  approval: z
    .array(z.string())
    .max(200)
    .openapi({ description: "Fields whose changes need a person's approval" }),
  policy: Policy,
  safety: z.strictObject({
    maxDeletePercent: percent.default(10),
    deleteFloor: z.int().min(0).default(0),
    maxInvalidPercent: percent.default(1),
  }),
};

const RegistryBody = z
  .strictObject({
    name: parts.name,
    schema: parts.schema,
    key: z.array(z.string()).max(8),
    bindings: parts.bindings,
    mode: parts.mode.default('bidirectional'),
    from: parts.from.default(null),
    schedule: parts.schedule.default(null),
    conflicts: parts.conflicts.default({ strategy: ['last-write-wins', 'hash'], fields: {} }),
    deletes: parts.deletes.default({ policy: 'propagate' }),
    approval: parts.approval.default([]),
    policy: parts.policy.default(null),
    safety: parts.safety.default({ maxDeletePercent: 10, deleteFloor: 0, maxInvalidPercent: 1 }),
  })
  .openapi('NewRegistry');

/** A registry as it is asked for, with all defaults. */
export type RegistryDraft = z.output<typeof RegistryBody>;

const RegistryPatch = z
  .strictObject(parts)
  .partial()
  .openapi('RegistryPatch', { description: 'What is left out stays; the key cannot be changed' });

/** The parts of a registry that someone wants to be otherwise. */
export type RegistryEdit = z.output<typeof RegistryPatch>;

const Chain = z.object({
  strategy: z.array(z.enum(STRATEGIES)).readonly(),
  prefer: z.array(z.string()).readonly().optional(),
  quorum: z.number().optional(),
});

/** A binding as an answer shows it, before it is stored. */
export const ProposedBinding = z.object({
  name: z.string(),
  connectionId: z.string(),
  table: TableRefBody.readonly(),
  fields: z
    .record(
      z.string(),
      z.object({
        column: z.string(),
        access: z.enum(['both', 'read', 'write', 'none']),
        onForbidden: z.enum(['flag', 'revert']).optional(),
        relatedColumn: z.string().optional(),
      }),
    )
    .readonly(),
});

const Registry = z
  .object({
    id: z.string(),
    name: z.string(),
    status: z.enum(['draft', 'active', 'paused']),
    schema: z.record(z.string(), z.unknown()).readonly(),
    key: z.array(z.string()).readonly(),
    bindings: z
      .array(ProposedBinding.extend({ id: z.string(), system: z.enum(SYSTEM_NAMES) }))
      .readonly(),
    mode: parts.mode,
    from: parts.from,
    schedule: Schedule,
    conflicts: Chain.extend({ fields: z.record(z.string(), Chain).readonly() }),
    deletes: z.object({ policy: z.enum(['propagate', 'unlink', 'ignore']) }),
    approval: z.array(z.string()).readonly().optional(),
    policy: z
      .object({
        document: z.record(z.string(), z.unknown()).readonly(),
        entityType: z.string(),
        categoryField: z.string().optional(),
        sources: z.record(z.string(), z.string()).readonly(),
      })
      .nullable()
      .optional(),
    safety: z.object({
      maxDeletePercent: z.number(),
      deleteFloor: z.number(),
      maxInvalidPercent: z.number(),
    }),
    nextRunAt: z.string().nullable(),
    blockedBy: z.string().nullable().openapi({ description: 'The halted run that waits' }),
    createdAt: z.string(),
    updatedAt: z.string(),
  })
  .openapi('Registry');

const tags = ['registries'];

export const createRegistry = createRoute({
  method: 'post',
  path: '/registries',
  tags,
  ...guarded('chittysync:write'),
  request: { body: body(RegistryBody) },
  responses: { 201: json('The new registry, a draft', Registry) },
});

export const listRegistries = createRoute({
  method: 'get',
  path: '/registries',
  tags,
  ...guarded('chittysync:read'),
  request: { query: PageQuery },
  responses: { 200: json('Registries', pageOf(Registry)) },
});

export const getRegistry = createRoute({
  method: 'get',
  path: '/registries/{id}',
  tags,
  ...guarded('chittysync:read'),
  request: { params: IdParam },
  responses: { 200: json('The registry', Registry) },
});

export const patchRegistry = createRoute({
  method: 'patch',
  path: '/registries/{id}',
  tags,
  ...guarded('chittysync:write'),
  request: { params: IdParam, body: body(RegistryPatch) },
  responses: { 200: json('The edited registry', Registry) },
});

export const deleteRegistry = createRoute({
  method: 'delete',
  path: '/registries/{id}',
  tags,
  ...guarded('chittysync:write'),
  request: { params: IdParam },
  responses: { 204: { description: 'Forgotten; the tables in the systems stay as they are' } },
});

export const activateRegistry = createRoute({
  method: 'post',
  path: '/registries/{id}/activate',
  tags,
  ...guarded('chittysync:write'),
  request: { params: IdParam },
  responses: { 200: json('The active registry', Registry) },
});

export const pauseRegistry = createRoute({
  method: 'post',
  path: '/registries/{id}/pause',
  tags,
  ...guarded('chittysync:write'),
  request: { params: IdParam },
  responses: { 200: json('The paused registry', Registry) },
});
