import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { decodeProtectedHeader, importJWK, type JWK, jwtVerify, SignJWT } from 'jose';
import type { EmulatorClock, EmulatorStore } from '../emulator/emulator.ts';
import { health, json, type Peer } from './peer.ts';

interface OpaqueToken {
  readonly token: string;
  readonly chittyId: string;
  readonly scope: readonly string[];
}

const ALGORITHM = 'ES256';
const LIFETIME_SECONDS = 3600;
const REQUESTS_LEFT = 1000;

/**
 * ChittyAuth: its public keys, introspection, and, for tests only, `POST /auth/__emulator/tokens` with
 * `{sub, scope, aud?, ttlSeconds?, claims?}`, which issues a JWT. The issuer is the URL the peer is called by.
 * Opaque tokens come from `PUT /__emulator/objects` as `{token, chittyId, scope}`.
 */
export function createAuthPeer(clock: EmulatorClock, store: EmulatorStore): Peer {
  const keys = store.collection<JWK>('auth.keys');
  const opaque = store.collection<OpaqueToken>('auth.tokens');
  const signingKey = (): JWK => {
    const [key] = [...keys.values()];
    if (key === undefined) throw new Error('the store has no signing key; reset the emulator');
    return key;
  };

  const claimsOf = async (token: string, issuer: string) => {
    const found = opaque.get(token);
    if (found !== undefined) {
      const expiresAt = new Date(clock.now().getTime() + LIFETIME_SECONDS * 1000).toISOString();
      return { tokenId: token, chittyId: found.chittyId, scope: found.scope, expiresAt };
    }
    decodeProtectedHeader(token);
    const { payload } = await jwtVerify(
      token,
      await importJWK(publicPart(signingKey()), ALGORITHM),
      {
        issuer,
        currentDate: clock.now(),
      },
    );
    return {
      tokenId: payload.jti,
      chittyId: payload.sub,
      scope: String(payload.scope ?? '')
        .split(' ')
        .filter(Boolean),
      expiresAt: new Date((payload.exp ?? 0) * 1000).toISOString(),
    };
  };

  return {
    routes: {
      'GET /health': () => health('chittyauth', clock.now()),
      'GET /.well-known/jwks.json': () => json(200, { keys: [publicPart(signingKey())] }),
      'POST /v1/tokens/validate': async ({ body, baseUrl }) => {
        const token = body?.token;
        if (typeof token !== 'string') return json(400, { valid: false, error: 'missing token' });
        try {
          const claims = await claimsOf(token, baseUrl);
          return json(200, { valid: true, ...claims, rateLimitRemaining: REQUESTS_LEFT });
        } catch (error) {
          const message = error instanceof Error ? error.message : String(error);
          return json(401, { valid: false, error: message });
        }
      },
      'POST /__emulator/tokens': async ({ body, baseUrl }) => {
        const { sub, scope = '', aud, ttlSeconds = LIFETIME_SECONDS, claims = {} } = body ?? {};
        if (typeof sub !== 'string') return json(400, { error: 'sub is missing' });
        const issuedAt = Math.floor(clock.now().getTime() / 1000);
        const scopes = Array.isArray(scope) ? scope.join(' ') : String(scope);
        const key = signingKey();
        const jwt = new SignJWT({ ...(claims as object), ...(scopes ? { scope: scopes } : {}) })
          .setProtectedHeader({ alg: ALGORITHM, kid: String(key.kid), typ: 'JWT' })
          .setIssuer(baseUrl)
          .setSubject(sub)
          .setJti(randomUUID())
          .setIssuedAt(issuedAt)
          .setExpirationTime(issuedAt + Number(ttlSeconds));
        if (aud !== undefined) jwt.setAudience(aud as string | string[]);
        return json(201, { token: await jwt.sign(await importJWK(key, ALGORITHM)) });
      },
    },
    notFound: (path) => json(404, { success: false, error: 'NOT_FOUND', message: path }),
    afterReset(token) {
      const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
      const kid = randomUUID();
      keys.set(kid, { ...privateKey.export({ format: 'jwk' }), kid, alg: ALGORITHM, use: 'sig' });
      if (token === undefined) return;
      opaque.set(token, { token, chittyId: 'service', scope: ['admin:*'] });
    },
    putObject({ token, chittyId, scope }) {
      if (typeof token !== 'string' || typeof chittyId !== 'string') return false;
      opaque.set(token, { token, chittyId, scope: Array.isArray(scope) ? scope.map(String) : [] });
      return true;
    },
  };
}

function publicPart({ d: _private, ...rest }: JWK): JWK {
  return rest;
}
