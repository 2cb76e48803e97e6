import type { ApiRequest, Collection, EmulatorClock, EmulatorStore } from '../emulator/emulator.ts';
import type { Caller } from './drive-files.ts';
import { ApiError, CREDENTIALS_EXPECTED, invalidCredentials } from './errors.ts';
import type { IdSource } from './ids.ts';

/** What a code, a refresh token or an access token stands for. */
export interface Grant {
  readonly email: string;
  readonly scopes: readonly string[];
  /** All tokens of one client and account are revoked together. */
  readonly clientId: string;
}

/** What a code was asked for with. */
export interface CodeTerms {
  readonly redirectUri: string;
  /** What the verifier of the one who redeems it has to come to (PKCE). */
  readonly challenge: string | undefined;
  readonly isHashed: boolean;
  /** Whether a refresh token comes with it. */
  readonly isLasting: boolean;
}

type Code = Grant & CodeTerms;

interface AccessToken extends Grant {
  readonly expiresAt: string;
}

/** Lifetime of access tokens; the answer says one second less. */
const LIFETIME_MS = 3600_000;

/** The account behind the token that a reset names, and behind the user flow. */
export const ACCOUNT_EMAIL = 'robot@example.iam.gserviceaccount.com';

/** Tokens in the store. */
export class Credentials {
  readonly #access: Collection<AccessToken>;
  readonly #refresh: Collection<Grant>;
  readonly #codes: Collection<Code>;
  readonly #master: Collection<string>;
  readonly #clock: EmulatorClock;
  readonly #ids: IdSource;

  constructor(store: EmulatorStore, clock: EmulatorClock, ids: IdSource) {
    this.#access = store.collection('accessTokens');
    this.#refresh = store.collection('refreshTokens');
    this.#codes = store.collection('authorizationCodes');
    this.#master = store.collection('masterToken');
    this.#clock = clock;
    this.#ids = ids;
  }

  /** Accepts one more bearer token until the store is emptied; it may do everything. */
  acceptMaster(token: string): void {
    this.#master.set('token', token);
  }

  issueAccess(grant: Grant): string {
    const token = `ya29.${this.#ids.secret()}`;
    const expiresAt = new Date(this.#clock.now().getTime() + LIFETIME_MS).toISOString();
    this.#access.set(token, { ...grant, expiresAt });
    return token;
  }

  issueRefresh(grant: Grant): string {
    const token = `1//0${this.#ids.secret()}`;
    this.#refresh.set(token, grant);
    return token;
  }

  issueCode(grant: Grant, terms: CodeTerms): string {
    const code = `4/0${this.#ids.secret()}`;
    this.#codes.set(code, { ...grant, ...terms });
    return code;
  }

  /** Whether this client has a refresh token of the account, so that it gets no other unasked. */
  hasRefresh({ email, clientId }: Grant): boolean {
    return [...this.#refresh.values()].some(
      (known) => known.email === email && known.clientId === clientId,
    );
  }

  /** A code works once. */
  redeemCode(code: string): Code | undefined {
    const grant = this.#codes.get(code);
    this.#codes.delete(code);
    return grant;
  }

  refreshGrant(token: string): Grant | undefined {
    return this.#refresh.get(token);
  }

  /** Ends the whole grant that a token belongs to; false if the token is unknown. */
  revoke(token: string): boolean {
    const grant = this.#refresh.get(token) ?? this.#access.get(token);
    if (!grant) return false;
    for (const tokens of [this.#access, this.#refresh]) {
      const own = [...tokens.entries()].filter(
        ([, other]) => other.email === grant.email && other.clientId === grant.clientId,
      );
      for (const [key] of own) tokens.delete(key);
    }
    return true;
  }

  /** Who sends a request. Fails with Google's 401. */
  authenticate(request: ApiRequest): Caller {
    const token = bearerToken(request);
    if (token === undefined) {
      throw request.method === 'GET' ? unregisteredCaller() : credentialsMissing();
    }
    if (token === this.#master.get('token')) {
      return { email: ACCOUNT_EMAIL, scopes: undefined, isMaster: true };
    }
    const access = this.#access.get(token);
    if (!access || access.expiresAt <= this.#clock.now().toISOString()) throw invalidCredentials();
    return { email: access.email, scopes: access.scopes, isMaster: false };
  }

  /** Whom the quota counts a token for: a service account is one user whatever its tokens. */
  subjectOf(request: ApiRequest): string {
    const token = bearerToken(request) ?? 'anonymous';
    return this.#access.get(token)?.email ?? token;
  }
}

export function bearerToken({ headers, query }: ApiRequest): string | undefined {
  const header = /^Bearer\s+(.+)$/i.exec(headers.authorization ?? '')?.[1];
  return header ?? query.get('access_token') ?? undefined;
}

/** Calls that read may also come with a key, so that one without anything has no identity. */
const unregisteredCaller = (): ApiError =>
  new ApiError(
    403,
    'PERMISSION_DENIED',
    "Method doesn't allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.",
  );

function credentialsMissing(): ApiError {
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'CREDENTIALS_MISSING',
    domain: 'googleapis.com',
  };
  const message = `Request is missing required authentication credential. ${CREDENTIALS_EXPECTED}`;
  return new ApiError(401, 'UNAUTHENTICATED', message, {
    details: [info],
    reason: 'required',
    location: 'Authorization',
  });
}

const AUTH = 'https://www.googleapis.com/auth/';

/** Refuses a token whose scopes do not cover a call of Sheets or Drive. */
export function assertScope(caller: Caller, api: 'sheets' | 'drive', isWrite: boolean): void {
  if (caller.scopes === undefined) return;
  const writing =
    api === 'sheets' ? ['spreadsheets', 'drive', 'drive.file'] : ['drive', 'drive.file'];
  const reading = [
    'drive.readonly',
    ...(api === 'sheets'
      ? ['spreadsheets.readonly']
      : ['drive.metadata', 'drive.metadata.readonly']),
  ];
  const accepted = isWrite ? writing : [...writing, ...reading];
  if (accepted.some((scope) => caller.scopes?.includes(`${AUTH}${scope}`))) return;
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
    domain: 'googleapis.com',
    metadata: { service: `${api}.googleapis.com` },
  };
  throw new ApiError(403, 'PERMISSION_DENIED', 'Request had insufficient authentication scopes.', {
    details: [info],
    reason: 'insufficientPermissions',
  });
}
