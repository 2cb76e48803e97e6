import type { NotionFault } from './notion-errors.ts';

/** Attempts at one request, and at one write that starts anew by reading; the first included. */
export const ATTEMPTS_MAX = 4;
const FIRST_WAIT_MS = 500;
/** Notion's windows reset within this time. What asks for more is left to the caller, who is told how long. */
export const WAIT_MAX_MS = 60_000;
const PAGE_SIZE_MIN = 1;

/**
 * What a request does when it is repeated as it is: a `read` nothing, so that it may be repeated after every
 * passing fault; a `write` perhaps a second thing, so that only what Notion did not take on is repeated.
 */
export type Repetition = 'read' | 'write';

/**
 * The milliseconds to wait before a request is repeated, or null where it is not to be. This is the only
 * place that decides it: the SDK's own repetitions are switched off. `attempt` counts from 0, `chance` gives
 * a number from 0 to 1.
 */
export function waitBeforeRepeat(
  fault: NotionFault,
  repetition: Repetition,
  attempt: number,
  chance: () => number,
): number | null {
  const may = repetition === 'read' ? isPassing(fault) : wasNotTakenOn(fault);
  return may ? waitBeforeAttempt(fault, attempt, chance) : null;
}

/** The wait before any next attempt, as long as Notion asks for at least; null after the last attempt. */
export function waitBeforeAttempt(
  { retryAfterMs }: NotionFault,
  attempt: number,
  chance: () => number,
): number | null {
  const asked = retryAfterMs ?? 0;
  if (attempt + 1 >= ATTEMPTS_MAX || asked > WAIT_MAX_MS) return null;
  const backoff = FIRST_WAIT_MS * 2 ** attempt;
  return Math.max(asked, backoff / 2 + backoff * chance());
}

/** A gateway timeout, an own timeout or an explicit 503 asks for a smaller page; others for the same. */
export function nextPageSize(pageSize: number, { status }: NotionFault): number {
  const asksForLess = status === null || status === 503 || status === 504;
  return asksForLess ? Math.max(PAGE_SIZE_MIN, Math.ceil(pageSize / 2)) : pageSize;
}

function isPassing(fault: NotionFault): boolean {
  return fault.kind === 'unavailable' || fault.kind === 'conflict' || wasNotTakenOn(fault);
}

/** Over the limit or overloaded: Notion did nothing. A token that is blocked stays so. */
function wasNotTakenOn({ kind, status, additionalData }: NotionFault): boolean {
  const isBlocked = additionalData.rate_limit_reason === 'public_api_request_blocked';
  return (kind === 'rate-limited' && !isBlocked) || status === 529;
}
