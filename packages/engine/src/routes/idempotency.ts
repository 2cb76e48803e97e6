import type { Context, MiddlewareHandler } from 'hono';
import { sha256Hex } from '../crypto/sha256.ts';
import type { Database, TenantDatabase } from '../db/database.ts';
import {
  claimIdempotencyKey,
  releaseIdempotencyKey,
  storeIdempotentAnswer,
} from '../db/idempotency-store.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { AppEnv } from './app-env.ts';
import { invalidRequest } from './request-issues.ts';
import { tenantOf } from './tenant-of.ts';

const KEY = /^[\x21-\x7e]{1,255}$/;
const WRITES = new Set(['POST', 'PUT', 'PATCH', 'DELETE']);
const REPLAYED = 'Idempotency-Replayed';

/**
 * A write that comes with an Idempotency-Key takes effect once: its answer is kept for a day and given to
 * whoever repeats it. A refused write keeps nothing and may be sent again.
 * @throws CS_IDEMPOTENCY_MISMATCH, CS_STATE_CONFLICT while the first is in flight
 */
export function idempotency(database: Database): MiddlewareHandler<AppEnv> {
  return async (c, next) => {
    const key = c.req.header('idempotency-key');
    if (key === undefined || !WRITES.has(c.req.method)) return next();
    if (!KEY.test(key)) {
      const message = 'must be 1 to 255 visible ASCII characters';
      throw invalidRequest([{ path: 'Idempotency-Key', code: 'CS_INVALID_REQUEST', message }]);
    }
    const tenant = tenantOf(c, database);
    const claim = await claimIdempotencyKey(tenant, key, await fingerprintOf(c));
    switch (claim.state) {
      case 'first':
        return answerOnce(c, next, tenant, key);
      case 'answered':
        return new Response(claim.body === null ? null : JSON.stringify(claim.body), {
          status: claim.status,
          headers: { 'Content-Type': 'application/json', [REPLAYED]: 'true' },
        });
      case 'other-request': {
        const message = 'this Idempotency-Key came with another request before';
        throw new ChittySyncError('CS_IDEMPOTENCY_MISMATCH', message);
      }
      case 'in-flight': {
        const message = 'the first request of this Idempotency-Key is still in flight';
        throw new ChittySyncError('CS_STATE_CONFLICT', message, { retryAfterMs: 1000 });
      }
    }
  };
}

async function answerOnce(
  c: Context<AppEnv>,
  next: () => Promise<void>,
  tenant: TenantDatabase,
  key: string,
): Promise<void> {
  await next();
  if (!c.res.ok) return releaseIdempotencyKey(tenant, key);
  const text = await c.res.clone().text();
  const answer = { status: c.res.status, body: text === '' ? null : JSON.parse(text) };
  await storeIdempotentAnswer(tenant, key, answer);
}

async function fingerprintOf(c: Context<AppEnv>): Promise<string> {
  const { method, url } = c.req;
  const { pathname, search } = new URL(url);
  const { subject } = c.get('principal');
  return sha256Hex([method, pathname + search, subject, await c.req.text()].join('\n'));
}
