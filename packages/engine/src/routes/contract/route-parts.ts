import type { z } from '@hono/zod-openapi';
import { allow } from '../../auth/allow.ts';
import type { Scope } from '../../auth/principal.ts';

/** What a route behind the bearer token needs: the token's scope, told to callers and checked. */
export function guarded(scope: Scope) {
  return { security: [{ bearer: [scope] }], middleware: allow(scope) };
}

/** A JSON answer. Refused calls answer the error envelope, which `openapi.ts` adds to every route. */
export function json<Schema extends z.ZodType>(description: string, schema: Schema) {
  return { description, content: { 'application/json': { schema } } };
}

/** A required JSON body. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true as const, content: { 'application/json': { schema } } };
}
