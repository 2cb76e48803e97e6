import type { MiddlewareHandler } from 'hono';
import type { AppEnv } from './app-env.ts';

const SANE = /^[\w.:-]{1,128}$/;

/** Sets `requestId` from X-Request-ID or cf-ray where sane, else a new one, and echoes it. */
export function requestId(newId: () => string): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const given = [c.req.header('x-request-id'), c.req.header('cf-ray')];
    const id = given.find((value) => value !== undefined && SANE.test(value)) ?? newId();
    c.set('requestId', id);
    await next();
    c.header('X-Request-ID', id);
  };
}
