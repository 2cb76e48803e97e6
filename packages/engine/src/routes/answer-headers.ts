import type { MiddlewareHandler } from 'hono';
import { cors } from 'hono/cors';
import { secureHeaders } from 'hono/secure-headers';
import type { AppEnv } from './app-env.ts';

const OUR_SITE = /^https:\/\/([a-z0-9-]+\.)+chitty\.cc$/;
const DAY_SECONDS = 86_400;

const common = {
  crossOriginResourcePolicy: 'same-site',
  referrerPolicy: 'no-referrer',
  xFrameOptions: 'DENY',
} as const;

const forAnswers = secureHeaders({
  ...common,
  contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
});

/** The reference page is Scalar's: it loads its script and styles from a CDN and styles itself. */
const forDocs = secureHeaders({
  ...common,
  contentSecurityPolicy: {
    defaultSrc: ["'self'"],
    scriptSrc: ["'self'", "'unsafe-inline'", 'https://cdn.jsdelivr.net'],
    styleSrc: ["'self'", "'unsafe-inline'", 'https://cdn.jsdelivr.net', 'https://fonts.scalar.com'],
    fontSrc: ["'self'", 'data:', 'https://cdn.jsdelivr.net', 'https://fonts.scalar.com'],
    imgSrc: ["'self'", 'data:'],
    connectSrc: ["'self'"],
    frameAncestors: ["'none'"],
  },
});

/** Security headers on every answer; nothing of the API is kept by caches. */
export const securityHeaders: MiddlewareHandler<AppEnv> = async (c, next) => {
  if (c.req.path === '/docs') return forDocs(c, next);
  await forAnswers(c, next);
  c.header('Cache-Control', 'no-store');
};

/** Lets pages of `https://*.chitty.cc` call the API with a bearer token; cookies play no part. */
export const chittyOrigins: MiddlewareHandler<AppEnv> = cors({
  origin: (origin) => (OUR_SITE.test(origin) ? origin : null),
  allowMethods: ['GET', 'POST', 'PATCH', 'DELETE'],
  allowHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'X-Request-ID'],
  exposeHeaders: ['Location', 'Retry-After', 'X-Request-ID'],
  maxAge: DAY_SECONDS,
});
