import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { Credential } from '../adapter.ts';

/** `none`: plain TCP. `encrypt`: TLS without a check of the certificate, as libpq's `require`. */
export type TlsMode = 'none' | 'encrypt' | 'verify';

export interface PostgresUrl {
  readonly host: string;
  readonly port: number;
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly tls: TlsMode;
}

/** `prefer` without a fallback is TLS; only these modes of libpq are known. */
const TLS_MODES: Readonly<Record<string, TlsMode>> = {
  disable: 'none',
  allow: 'none',
  prefer: 'encrypt',
  require: 'encrypt',
  'no-verify': 'encrypt',
  'verify-ca': 'verify',
  'verify-full': 'verify',
};

/**
 * The parts of `postgres://user:password@host:port/database?sslmode=…`. Other query parameters are
 * ignored: some of them would make a driver read files. No message repeats a part of the URL.
 * @throws CS_CREDENTIAL_INVALID
 */
export function parsePostgresUrl(credential: Credential): PostgresUrl {
  if (credential.kind !== 'url')
    throw invalid('a Postgres connection needs a credential of kind url');
  const url = URL.parse(credential.url);
  if (url === null || !/^postgres(ql)?:$/.test(url.protocol)) {
    throw invalid('the URL does not have the form postgres://user:password@host:port/database');
  }
  if (url.hostname === '') throw invalid('the URL names no host');
  if (url.username === '') throw invalid('the URL names no user');
  const user = decoded(url.username);
  const mode = url.searchParams.get('sslmode') ?? (isTrue(url) ? 'require' : 'disable');
  const tls = TLS_MODES[mode];
  if (tls === undefined) throw invalid('the URL has an unknown sslmode');
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase(),
    port: url.port === '' ? 5432 : Number(url.port),
    database: decoded(url.pathname.slice(1)) || user,
    user,
    password: decoded(url.password),
    tls,
  };
}

/** Neon serves these hosts over HTTP; `*.neon.localhost` is a local stand-in for one. */
export function isNeonHost(host: string, neonEndpoint: string | undefined): boolean {
  if (host.endsWith('.neon.tech')) return true;
  return neonEndpoint !== undefined && /(^|\.)neon\.localhost$/.test(host);
}

function isTrue(url: URL): boolean {
  return ['true', '1'].includes(url.searchParams.get('ssl') ?? '');
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw invalid('the URL holds a malformed percent escape');
  }
}

function invalid(message: string): ChittySyncError {
  return new ChittySyncError('CS_CREDENTIAL_INVALID', message);
}
