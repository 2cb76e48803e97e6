import { createRoute, z } from '@hono/zod-openapi';
import { json } from './route-parts.ts';

const Health = z
  .object({
    status: z.literal('ok'),
    service: z.literal('chittysync'),
    version: z.string(),
    timestamp: z.string(),
  })
  .openapi('Health');

const DependencyState = z.object({
  state: z.enum(['ok', 'unreachable', 'not-configured']),
  latencyMs: z.number().nullable(),
});

const Status = z
  .object({
    status: z.enum(['healthy', 'degraded', 'unhealthy']),
    service: z.literal('chittysync'),
    description: z.string(),
    version: z.string(),
    environment: z.string(),
    timestamp: z.string(),
    auditPublicKeyHex: z
      .string()
      .openapi({ description: 'The ed25519 key that signs the audit log' }),
    dependencies: z.record(z.string(), DependencyState),
  })
  .openapi('Status');

const tags = ['health'];

export const getHealth = createRoute({
  method: 'get',
  path: '/health',
  tags,
  responses: { 200: json('The service answers, whatever its dependencies do', Health) },
});

export const getLive = createRoute({
  method: 'get',
  path: '/health/live',
  tags,
  responses: { 200: json('The process answers', Health) },
});

export const getReady = createRoute({
  method: 'get',
  path: '/health/ready',
  tags,
  responses: { 200: json('The state database answers too', Health) },
});

export const getStatus = createRoute({
  method: 'get',
  path: '/api/v1/status',
  tags,
  responses: { 200: json('Service metadata and the state of each dependency', Status) },
});
