import { GaxiosError } from 'gaxios';
import { ChittySyncError, isChittySyncError } from '../../errors/chittysync-error.ts';

/**
 * Why Google refused what a request asked for (status 400): `PROTECTED` a protected range; `RANGE`
 * the tab was renamed, removed or cut meanwhile; `WORKBOOK_FULL` ten million cells; `INVALID`
 * anything else.
 */
export type Refusal = 'PROTECTED' | 'RANGE' | 'WORKBOOK_FULL' | 'INVALID';

const REFUSALS: readonly (readonly [RegExp, Refusal])[] = [
  [/protected cell or object/i, 'PROTECTED'],
  [/unable to parse range|exceeds grid limits|no grid with id/i, 'RANGE'],
  [/above the limit of 10,?000,?000 cells/i, 'WORKBOOK_FULL'],
];

const REFUSAL_TEXTS: Readonly<Record<Refusal, string>> = {
  PROTECTED: 'The cells are protected; only their owner or an editor may change them.',
  RANGE: 'The tab was renamed, removed or cut while it was used.',
  WORKBOOK_FULL: 'The spreadsheet would exceed ten million cells.',
  INVALID: 'Google Sheets refused the request as invalid.',
};

/** Reasons of a 403 that mean the quota, not a missing right. */
const QUOTA_REASON = /rateLimitExceeded|RATE_LIMIT_EXCEEDED|quotaExceeded/;

/** The refusal that an error of this adapter stands for; null for any other error. */
export function refusalOf(error: unknown): Refusal | null {
  if (!isChittySyncError(error)) return null;
  const refusal = error.details?.refusal;
  const known = Object.keys(REFUSAL_TEXTS) as Refusal[];
  return known.find((name) => name === refusal) ?? null;
}

/** Milliseconds until the quota of the next minute begins; Google sends no Retry-After. */
export function msUntilNextMinute(now: Date): number {
  return 60_000 - (now.getTime() % 60_000);
}

/**
 * A failure of getting an access token. What is no answer of Google is a key that does not sign.
 */
export function tokenError(error: unknown): ChittySyncError {
  if (!(error instanceof GaxiosError)) {
    return new ChittySyncError(
      'CS_CREDENTIAL_INVALID',
      '`private_key` of the service account key cannot sign.',
      { details: { part: 'private_key' }, cause: error },
    );
  }
  const status = error.response?.status;
  if (status === undefined || status >= 500 || status === 429) return unavailable(error);
  return new ChittySyncError(
    'CS_CREDENTIAL_REFUSED',
    'Google refused the key of the service account.',
    { cause: causeOf(error) },
  );
}

/** What an API call threw, as a coded error. Anything but an error of the SDK is passed through. */
export function apiError(error: unknown, now: Date): unknown {
  if (!(error instanceof GaxiosError)) return error;
  const status = error.response?.status;
  const body = JSON.stringify(error.response?.data ?? '');
  if (status === undefined || status >= 500 || status === 408) return unavailable(error);
  if (status === 429 || (status === 403 && QUOTA_REASON.test(body))) {
    return new ChittySyncError('CS_RATE_LIMITED', 'The quota of Google Sheets is used up.', {
      retryable: true,
      retryAfterMs: msUntilNextMinute(now),
      cause: causeOf(error),
    });
  }
  if (status === 401) {
    return new ChittySyncError('CS_CREDENTIAL_REFUSED', 'Google refused the access token.', {
      cause: causeOf(error),
    });
  }
  if (status === 403) {
    return new ChittySyncError(
      'CS_ACCESS_DENIED',
      'The service account may not do this; share the spreadsheet with it as an editor.',
      { cause: causeOf(error) },
    );
  }
  if (status === 404 || /must not be an Office file/.test(body)) {
    return new ChittySyncError(
      'CS_TABLE_NOT_FOUND',
      'There is no such Google spreadsheet, or it is not shared with the service account.',
      { cause: causeOf(error) },
    );
  }
  return refused(error, body);
}

function refused(error: GaxiosError, body: string): ChittySyncError {
  const refusal = REFUSALS.find(([pattern]) => pattern.test(body))?.[1] ?? 'INVALID';
  return new ChittySyncError('CS_SYSTEM_UNEXPECTED', REFUSAL_TEXTS[refusal], {
    details: { refusal },
    retryable: refusal === 'RANGE',
    cause: causeOf(error),
  });
}

function unavailable(error: GaxiosError): ChittySyncError {
  return new ChittySyncError('CS_SYSTEM_UNAVAILABLE', 'Google Sheets could not be reached.', {
    retryable: true,
    cause: causeOf(error),
  });
}

/** Google's words without the request, which holds the token and cell values. */
function causeOf(error: GaxiosError): Error {
  return new Error(`${error.response?.status ?? error.code ?? 'no answer'}: ${error.message}`);
}
