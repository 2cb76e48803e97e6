import type { MiddlewareHandler } from 'hono';
import type { EngineConfig } from '../env.ts';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { AppEnv } from '../routes/app-env.ts';
import { createTokenVerifier, type TokenVerifier } from './chitty-auth-token.ts';
import { DEFAULT_TENANT_ID } from './default-tenant.ts';
import { equalSecret } from './equal-secret.ts';
import type { Principal } from './principal.ts';

const BEARER = /^Bearer +([\w\-.~+/]+=*) *$/i;
const ACTING_USER = /^[\w:.@+-]{1,128}$/;

/**
 * Lets in only calls with an accepted bearer token and sets `principal`: the admin token, the service token
 * that ChittyAuth shares with other services (`X-Chitty-User-Id` names the acting user), or a ChittyAuth JWT.
 * @throws CS_UNAUTHORIZED, and what the token verifier throws
 */
export function authenticate(
  config: Pick<EngineConfig, 'adminToken' | 'serviceToken' | 'tokenIssuer'>,
  fetcher: typeof fetch,
): MiddlewareHandler<AppEnv> {
  const verifier = config.tokenIssuer && createTokenVerifier(config.tokenIssuer, fetcher);
  return async (c, next) => {
    const token = BEARER.exec(c.req.header('authorization') ?? '')?.[1];
    if (token === undefined) throw new ChittySyncError('CS_UNAUTHORIZED', 'no bearer token');
    c.set('principal', await identify(token, c.req.header('x-chitty-user-id'), config, verifier));
    await next();
  };
}

async function identify(
  token: string,
  actingUser: string | undefined,
  config: Pick<EngineConfig, 'adminToken' | 'serviceToken'>,
  verifier: TokenVerifier | null,
): Promise<Principal> {
  const isAdmin = config.adminToken !== null && equalSecret(token, config.adminToken);
  const isService = config.serviceToken !== null && equalSecret(token, config.serviceToken);
  if (isAdmin) {
    return { kind: 'admin', tenantId: DEFAULT_TENANT_ID, scopes: ['admin:*'], subject: 'admin' };
  }
  if (isService) {
    const user = ACTING_USER.test(actingUser ?? '') ? `service:${actingUser}` : 'service';
    const scopes = ['chittysync:*'];
    return { kind: 'service', tenantId: DEFAULT_TENANT_ID, scopes, subject: user };
  }
  const isJwt = token.split('.').length === 3;
  if (verifier === null || !isJwt) {
    throw new ChittySyncError('CS_UNAUTHORIZED', 'the token is not accepted');
  }
  return verifier(token);
}
