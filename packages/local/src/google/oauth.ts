import { createHash } from 'node:crypto';
import { decodeJwt, errors, importSPKI, jwtVerify } from 'jose';
import type { ApiRequest, ApiResponse, EmulatorClock } from '../emulator/emulator.ts';
import { ACCOUNT_EMAIL, type CodeTerms, type Credentials, type Grant } from './credentials.ts';

export interface ServiceAccount {
  readonly clientEmail: string;
  readonly publicKeyPem: string;
}

/** What the token endpoint says when it refuses: RFC 6749, in Google's words. */
class OAuthError extends Error {
  readonly status: number;
  readonly error: string;

  constructor(error: string, description: string, status = 400) {
    super(description);
    this.name = 'OAuthError';
    this.error = error;
    this.status = status;
  }
}

const invalidGrant = (description: string): OAuthError =>
  new OAuthError('invalid_grant', description);

const JWT_BEARER = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
const TOKEN_URLS = [
  'https://oauth2.googleapis.com/token',
  'https://www.googleapis.com/oauth2/v4/token',
  'https://accounts.google.com/o/oauth2/token',
];
const LONGEST_LIFE_SECONDS = 3600;
const SKEW_SECONDS = 300;

/** The OAuth endpoints: `/token`, `/revoke` and the consent page that consents at once. */
export class OAuth {
  readonly #credentials: Credentials;
  readonly #accounts: readonly ServiceAccount[];
  readonly #clock: EmulatorClock;

  constructor(credentials: Credentials, accounts: readonly ServiceAccount[], clock: EmulatorClock) {
    this.#credentials = credentials;
    this.#accounts = accounts;
    this.#clock = clock;
  }

  async token(request: ApiRequest): Promise<ApiResponse> {
    const form = formOf(request);
    try {
      return { status: 200, body: await this.#grant(form, request) };
    } catch (error) {
      if (!(error instanceof OAuthError)) throw error;
      const body = { error: error.error, error_description: error.message };
      return { status: error.status, body };
    }
  }

  async #grant(form: URLSearchParams, request: ApiRequest): Promise<unknown> {
    const type = form.get('grant_type') ?? '';
    switch (type) {
      case JWT_BEARER:
        return this.#answer(await this.#assertedGrant(form.get('assertion') ?? '', request));
      case 'authorization_code':
        return this.#redeem(form);
      case 'refresh_token':
        return this.#refresh(form);
      default:
        throw new OAuthError('unsupported_grant_type', `Invalid grant_type: ${type}`);
    }
  }

  #answer(grant: Grant): Record<string, unknown> {
    const token = this.#credentials.issueAccess(grant);
    return { access_token: token, expires_in: 3599, token_type: 'Bearer' };
  }

  async #assertedGrant(assertion: string, request: ApiRequest): Promise<Grant> {
    const claims = claimsOf(assertion);
    const account = this.#accounts.find(({ clientEmail }) => clientEmail === claims.iss);
    if (!account) throw invalidGrant('Invalid grant: account not found');
    await verifySignature(assertion, account);
    this.#assertTimes(claims.iat, claims.exp);
    const own = `http://${request.headers.host ?? ''}/token`;
    const audiences = [claims.aud ?? []].flat();
    if (!audiences.some((aud) => aud === own || TOKEN_URLS.includes(aud))) {
      throw invalidGrant(
        'Invalid JWT: Failed audience check. The right audience is https://oauth2.googleapis.com/token',
      );
    }
    const scope = claims.scope;
    if (typeof scope !== 'string' || scope.trim() === '') {
      throw new OAuthError('invalid_scope', 'Invalid OAuth scope or ID token audience provided.');
    }
    const subject = typeof claims.sub === 'string' && claims.sub !== account.clientEmail;
    if (subject) {
      throw new OAuthError(
        'unauthorized_client',
        'Client is unauthorized to retrieve access tokens using this method, or client not authorized for any of the scopes requested.',
        401,
      );
    }
    return {
      email: account.clientEmail,
      scopes: scope.trim().split(/\s+/),
      clientId: account.clientEmail,
    };
  }

  #assertTimes(iat: unknown, exp: unknown): void {
    const now = this.#clock.now().getTime() / 1000;
    const isSound =
      typeof iat === 'number' &&
      typeof exp === 'number' &&
      exp > iat &&
      exp - iat <= LONGEST_LIFE_SECONDS &&
      iat <= now + SKEW_SECONDS &&
      exp >= now - SKEW_SECONDS;
    if (isSound) return;
    throw invalidGrant(
      'Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. Check your iat and exp values in the JWT claim.',
    );
  }

  #redeem(form: URLSearchParams): Record<string, unknown> {
    const given = form.get('code') ?? '';
    if (given === '') throw new OAuthError('invalid_request', 'Missing required parameter: code');
    const code = this.#credentials.redeemCode(given);
    if (!code) throw invalidGrant('Malformed auth code.');
    if (code.redirectUri !== form.get('redirect_uri')) {
      throw new OAuthError('redirect_uri_mismatch', 'Bad Request');
    }
    assertClient(form, code.clientId);
    assertVerifier(form.get('code_verifier'), code);
    const { email, scopes, clientId } = code;
    const grant = { email, scopes, clientId };
    const scope = scopes.join(' ');
    if (!code.isLasting) return { ...this.#answer(grant), scope };
    const refresh = this.#credentials.issueRefresh(grant);
    return { ...this.#answer(grant), refresh_token: refresh, scope };
  }

  #refresh(form: URLSearchParams): Record<string, unknown> {
    const given = form.get('refresh_token') ?? '';
    if (given === '') {
      throw new OAuthError('invalid_request', 'Missing required parameter: refresh_token');
    }
    const grant = this.#credentials.refreshGrant(given);
    if (!grant) throw invalidGrant('Token has been expired or revoked.');
    assertClient(form, grant.clientId);
    return { ...this.#answer(grant), scope: grant.scopes.join(' ') };
  }

  revoke(request: ApiRequest): ApiResponse {
    const token = request.query.get('token') ?? formOf(request).get('token') ?? '';
    if (this.#credentials.revoke(token)) return { status: 200, body: {} };
    const body = { error: 'invalid_token', error_description: 'Token expired or revoked' };
    return { status: 400, body };
  }

  /** The consent page: the one account of the emulator agrees without being asked. */
  authorize({ query }: ApiRequest): ApiResponse {
    const redirectUri = query.get('redirect_uri');
    if (redirectUri === null || !URL.canParse(redirectUri)) {
      return { status: 400, body: 'Error 400: redirect_uri_mismatch' };
    }
    const grant: Grant = {
      email: ACCOUNT_EMAIL,
      scopes: (query.get('scope') ?? '').split(/\s+/).filter((scope) => scope !== ''),
      clientId: query.get('client_id') ?? '',
    };
    const isOffline = query.get('access_type') === 'offline';
    const isAsked = (query.get('prompt') ?? '').split(/\s+/).includes('consent');
    const terms = {
      redirectUri,
      challenge: query.get('code_challenge') ?? undefined,
      isHashed: query.get('code_challenge_method') === 'S256',
      isLasting: isOffline && (isAsked || !this.#credentials.hasRefresh(grant)),
    };
    const target = new URL(redirectUri);
    target.searchParams.set('code', this.#credentials.issueCode(grant, terms));
    const state = query.get('state');
    if (state !== null) target.searchParams.set('state', state);
    return { status: 302, headers: { location: target.href }, body: undefined };
  }
}

/** A client that names itself has to be the one that the token was made for. */
function assertClient(form: URLSearchParams, clientId: string): void {
  const given = form.get('client_id');
  if (given === null || given === clientId) return;
  throw new OAuthError('unauthorized_client', 'Unauthorized', 401);
}

function assertVerifier(verifier: string | null, { challenge, isHashed }: CodeTerms): void {
  if (challenge === undefined) return;
  if (verifier === null) throw invalidGrant('Missing code verifier.');
  const digest = createHash('sha256').update(verifier).digest('base64url');
  if ((isHashed ? digest : verifier) !== challenge) throw invalidGrant('Invalid code verifier.');
}

/** Clients send a form; some send the same members as JSON. */
function formOf({ headers, rawBody }: ApiRequest): URLSearchParams {
  const text = rawBody.toString('utf8');
  if (!(headers['content-type'] ?? '').includes('json')) return new URLSearchParams(text);
  try {
    return new URLSearchParams(JSON.parse(text) as Record<string, string>);
  } catch {
    return new URLSearchParams();
  }
}

function claimsOf(assertion: string): ReturnType<typeof decodeJwt> {
  try {
    return decodeJwt(assertion);
  } catch {
    throw invalidGrant('Bad Request');
  }
}

/** Only the signature is checked here; the times are those of the emulator's clock. */
async function verifySignature(assertion: string, { publicKeyPem }: ServiceAccount): Promise<void> {
  const key = await importSPKI(publicKeyPem, 'RS256');
  try {
    await jwtVerify(assertion, key, { algorithms: ['RS256'], currentDate: new Date(0) });
  } catch (error) {
    const isTime =
      error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed;
    if (!isTime) throw invalidGrant('Invalid JWT Signature.');
  }
}
