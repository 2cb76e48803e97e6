import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from '../routes/app-env.ts';
import { requireScope, type Scope } from './principal.ts';

/** Lets a call through whose token has the scope. Stands behind `authenticate`. */
export function allow(scope: Scope): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    requireScope(c.get('principal'), scope);
    await next();
  };
}
