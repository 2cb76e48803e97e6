import { z } from 'zod';
import { Secret } from './crypto/secret.ts';
import { ChittySyncError } from './errors/chittysync-error.ts';

/** Who may issue tokens for this service: ChittyAuth, or whatever the overrides name. */
export interface TokenIssuer {
  readonly issuer: string;
  readonly jwksUrl: string;
  /** Null: any audience is accepted, as ChittyAuth does not always set one. */
  readonly audience: string | null;
}

/** The Worker's environment, read once. URLs have no trailing slash; null means not configured. */
export interface EngineConfig {
  /** `local`, `staging`, `production`, …: a name for people and for `/api/v1/status`. */
  readonly environment: string;
  readonly databaseUrl: Secret;
  readonly neonEndpoint: string | null;
  readonly notionBaseUrl: string | null;
  readonly googleBaseUrl: string | null;
  readonly peers: {
    readonly schema: string | null;
    readonly ledger: string | null;
    readonly auth: string | null;
    readonly connect: string | null;
  };
  readonly tokenIssuer: TokenIssuer | null;
  readonly adminToken: Secret | null;
  readonly serviceToken: Secret | null;
  /** AES-256 key-encryption key of the connections' credentials, base64 of 32 bytes. */
  readonly credentialsKey: Secret;
  /** Ed25519 seed (32 bytes) of the audit log, hex. */
  readonly signingKeyHex: Secret;
  readonly publicKeyHex: string;
  readonly notionApiToken: Secret | null;
  readonly googleServiceAccount: Secret | null;
}

const httpUrl = z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });
const baseUrl = httpUrl.transform((url) => url.replace(/\/+$/, ''));
const key32Hex = z.string().regex(/^[0-9a-fA-F]{64}$/, 'must be 32 bytes in hex');
const secret = z.string().transform((value) => new Secret(value));
const token = z.string().min(16, 'must have at least 16 characters').pipe(secret);

const EnvironmentVariables = z.object({
  DATABASE_URL: z
    .string()
    .refine(isPostgresUrl, 'must be a postgres:// URL with a host and a database')
    .pipe(secret),
  NEON_HTTP_ENDPOINT: httpUrl.optional(),
  NOTION_BASE_URL: baseUrl.optional(),
  GOOGLE_BASE_URL: baseUrl.optional(),
  CHITTY_SCHEMA_URL: baseUrl.optional(),
  CHITTY_LEDGER_URL: baseUrl.optional(),
  CHITTY_AUTH_URL: baseUrl.optional(),
  CHITTY_AUTH_ISSUER: z.string().optional(),
  CHITTY_AUTH_JWKS_URL: httpUrl.optional(),
  CHITTY_AUTH_AUDIENCE: z.string().optional(),
  CHITTY_CONNECT_URL: baseUrl.optional(),
  CREDENTIALS_KEY: z
    .string()
    .regex(/^[A-Za-z0-9+/]{43}=$/, 'must be 32 bytes in base64')
    .pipe(secret),
  ENGINE_SIGNING_KEY_HEX: key32Hex.pipe(secret),
  ENGINE_PUBKEY_HEX: key32Hex.toLowerCase(),
  ADMIN_TOKEN: token.optional(),
  CHITTY_AUTH_SERVICE_TOKEN: token.optional(),
  NOTION_API_TOKEN: secret.optional(),
  GOOGLE_SERVICE_ACCOUNT: z
    .string()
    .refine(isJsonObject, 'must be a JSON object')
    .pipe(secret)
    .optional(),
  ENVIRONMENT: z.string().default('production'),
});

/**
 * Reads the environment of the Worker. Names that are not ours (bindings, other services) are ignored, an
 * empty value counts as not set.
 * @throws CS_CONFIGURATION_INVALID naming every variable at fault, never a value
 */
export function parseEnvironment(environment: Readonly<Record<string, unknown>>): EngineConfig {
  const given = Object.fromEntries(
    Object.keys(EnvironmentVariables.shape).flatMap((name) =>
      environment[name] === undefined || environment[name] === ''
        ? []
        : [[name, environment[name]]],
    ),
  );
  const parsed = EnvironmentVariables.safeParse(given);
  const issues = parsed.success
    ? []
    : parsed.error.issues.map((issue) => faultOf(String(issue.path[0]), issue.message, given));
  if (
    !['ADMIN_TOKEN', 'CHITTY_AUTH_SERVICE_TOKEN', 'CHITTY_AUTH_URL'].some((name) => name in given)
  ) {
    issues.push({
      path: 'ADMIN_TOKEN',
      message: 'no caller could be let in: set this, CHITTY_AUTH_SERVICE_TOKEN or CHITTY_AUTH_URL',
    });
  }
  if (!parsed.success || issues.length > 0) {
    const list = issues.map(({ path, message }) => `${path} ${message}`).join('; ');
    throw new ChittySyncError('CS_CONFIGURATION_INVALID', `the environment is unusable: ${list}`, {
      details: { issues },
    });
  }
  return toConfig(parsed.data);
}

function toConfig(variables: z.output<typeof EnvironmentVariables>): EngineConfig {
  return {
    environment: variables.ENVIRONMENT,
    databaseUrl: variables.DATABASE_URL,
    neonEndpoint: variables.NEON_HTTP_ENDPOINT ?? null,
    notionBaseUrl: variables.NOTION_BASE_URL ?? null,
    googleBaseUrl: variables.GOOGLE_BASE_URL ?? null,
    peers: {
      schema: variables.CHITTY_SCHEMA_URL ?? null,
      ledger: variables.CHITTY_LEDGER_URL ?? null,
      auth: variables.CHITTY_AUTH_URL ?? null,
      connect: variables.CHITTY_CONNECT_URL ?? null,
    },
    tokenIssuer:
      variables.CHITTY_AUTH_URL === undefined
        ? null
        : {
            issuer: variables.CHITTY_AUTH_ISSUER ?? variables.CHITTY_AUTH_URL,
            jwksUrl:
              variables.CHITTY_AUTH_JWKS_URL ??
              `${variables.CHITTY_AUTH_URL}/.well-known/jwks.json`,
            audience: variables.CHITTY_AUTH_AUDIENCE ?? null,
          },
    adminToken: variables.ADMIN_TOKEN ?? null,
    serviceToken: variables.CHITTY_AUTH_SERVICE_TOKEN ?? null,
    credentialsKey: variables.CREDENTIALS_KEY,
    signingKeyHex: variables.ENGINE_SIGNING_KEY_HEX,
    publicKeyHex: variables.ENGINE_PUBKEY_HEX,
    notionApiToken: variables.NOTION_API_TOKEN ?? null,
    googleServiceAccount: variables.GOOGLE_SERVICE_ACCOUNT ?? null,
  };
}

function faultOf(name: string, message: string, given: Record<string, unknown>) {
  if (!(name in given)) return { path: name, message: 'is missing' };
  return { path: name, message: typeof given[name] === 'string' ? message : 'must be text' };
}

function isPostgresUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const url = new URL(value);
  return /^postgres(ql)?:$/.test(url.protocol) && url.hostname !== '' && url.pathname.length > 1;
}

function isJsonObject(value: string): boolean {
  try {
    const parsed: unknown = JSON.parse(value);
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  } catch {
    return false;
  }
}
