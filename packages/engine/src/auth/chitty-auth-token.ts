import { createRemoteJWKSet, customFetch, errors, type JWTPayload, jwtVerify } from 'jose';
import type { TokenIssuer } from '../env.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import { DEFAULT_TENANT_ID } from './default-tenant.ts';
import type { Principal } from './principal.ts';

const CLOCK_TOLERANCE_SECONDS = 30;
const TOKEN_AGE_MAX = '24h';
const JWKS_TIMEOUT_MS = 5_000;
const JWKS_CACHE_MS = 3_600_000;

/** Verifies a ChittyAuth JWT. Keys are fetched when first needed and kept for an hour. */
export type TokenVerifier = (token: string) => Promise<Principal>;

/**
 * ES256 with the issuer's published keys. The subject `service` marks a service's token. `scope` may be
 * text or a list; a token without any allows nothing.
 * @throws CS_UNAUTHORIZED, CS_FORBIDDEN (another tenant), CS_SYSTEM_UNAVAILABLE (no keys to be had)
 */
export function createTokenVerifier(issuer: TokenIssuer, fetcher: typeof fetch): TokenVerifier {
  const keys = createRemoteJWKSet(new URL(issuer.jwksUrl), {
    [customFetch]: (url, options) => fetcher(url, options),
    timeoutDuration: JWKS_TIMEOUT_MS,
    cacheMaxAge: JWKS_CACHE_MS,
  });
  return async (token) => {
    try {
      const { payload } = await jwtVerify(token, keys, {
        algorithms: ['ES256'],
        issuer: issuer.issuer,
        ...(issuer.audience === null ? {} : { audience: issuer.audience }),
        clockTolerance: CLOCK_TOLERANCE_SECONDS,
        maxTokenAge: TOKEN_AGE_MAX,
        requiredClaims: ['sub', 'exp'],
      });
      return toPrincipal(payload);
    } catch (error) {
      throw codedError(error);
    }
  };
}

function toPrincipal(claims: JWTPayload): Principal {
  const tenant = claims.tenant ?? DEFAULT_TENANT_ID;
  if (tenant !== DEFAULT_TENANT_ID) {
    throw new ChittySyncError('CS_FORBIDDEN', 'the tenant of the token is not known here');
  }
  const subject = claims.sub ?? '';
  return {
    kind: subject === 'service' ? 'service' : 'user',
    tenantId: tenant,
    scopes: [...scopesOf(claims.scope), ...scopesOf(claims.scopes)],
    subject,
  };
}

function scopesOf(claim: unknown): string[] {
  if (typeof claim === 'string') return claim.split(' ').filter((scope) => scope !== '');
  return Array.isArray(claim) ? claim.filter((scope) => typeof scope === 'string') : [];
}

function codedError(error: unknown): unknown {
  if (error instanceof ChittySyncError) return error;
  const unreachableKeys =
    error instanceof errors.JWKSTimeout ||
    error instanceof errors.JWKSInvalid ||
    !(error instanceof errors.JOSEError) ||
    error.code === 'ERR_JOSE_GENERIC';
  return unreachableKeys
    ? new ChittySyncError('CS_SYSTEM_UNAVAILABLE', 'the keys of ChittyAuth cannot be fetched', {
        retryable: true,
        cause: error,
      })
    : new ChittySyncError('CS_UNAUTHORIZED', 'the token is not accepted', { cause: error });
}
