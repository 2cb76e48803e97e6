import type { z } from 'zod';
import { isChittySyncError } from '../../errors/chittysync-error.ts';
import { errorOf, faultOf, malformedAnswer, type NotionFault } from './notion-errors.ts';

export type NotionReply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: NotionFault };

export interface NotionRequest {
  readonly method: 'get' | 'post' | 'patch';
  /** Below `/v1/`. */
  readonly path: string;
  readonly query?: Record<string, string[]>;
  readonly body?: Record<string, unknown>;
}

/** Sends requests and reads the answers by their shape; failures are values. */
export interface NotionRequester {
  /** Once. The SDK repeats only what Notion did not take on (429, 529). */
  send<T>(request: NotionRequest, shape: z.ZodType<T>): Promise<NotionReply<T>>;
  /** A read: repeated after passing faults that the SDK does not repeat, if need be with smaller pages. */
  read<T>(
    request: (attempt: Attempt) => NotionRequest,
    shape: z.ZodType<T>,
  ): Promise<NotionReply<T>>;
}

export interface Attempt {
  readonly number: number;
  readonly pageSize: number;
}

const PAGE_SIZE_MAX = 100;
/** Repetitions of a read beyond the SDK's own. */
const READ_RETRIES = 3;
const FIRST_WAIT_MS = 500;
const WAIT_MAX_MS = 60_000;

/** `exchange` makes one request of the SDK. */
export function createRequester(
  exchange: (request: NotionRequest) => Promise<object>,
  wait: (ms: number) => Promise<void>,
): NotionRequester {
  async function send<T>(request: NotionRequest, shape: z.ZodType<T>): Promise<NotionReply<T>> {
    let answer: object;
    try {
      answer = await exchange(request);
    } catch (error) {
      if (isChittySyncError(error)) throw error; // From the environment's fetch.
      return { ok: false, fault: faultOf(error) };
    }
    const parsed = shape.safeParse(answer);
    return parsed.success
      ? { ok: true, value: parsed.data }
      : { ok: false, fault: malformedAnswer(parsed.error) };
  }

  async function read<T>(
    request: (attempt: Attempt) => NotionRequest,
    shape: z.ZodType<T>,
  ): Promise<NotionReply<T>> {
    let attempt: Attempt = { number: 0, pageSize: PAGE_SIZE_MAX };
    for (;;) {
      const asked = request(attempt);
      const reply = await send(asked, shape);
      if (reply.ok || attempt.number >= READ_RETRIES || !mayRepeat(reply.fault, asked.method)) {
        return reply;
      }
      const asksFor = Math.min(reply.fault.retryAfterMs ?? 0, WAIT_MAX_MS);
      await wait(Math.max(FIRST_WAIT_MS * 2 ** attempt.number, asksFor));
      attempt = { number: attempt.number + 1, pageSize: nextPageSize(attempt, reply.fault) };
    }
  }

  return { send, read };
}

/** The value of a reply. @throws the coded error of its fault */
export function answered<T>(reply: NotionReply<T>, place: string): T {
  if (!reply.ok) throw errorOf(reply.fault, place);
  return reply.value;
}

function mayRepeat(fault: NotionFault, method: NotionRequest['method']): boolean {
  if (fault.kind !== 'unavailable') return false;
  const bySdk =
    method === 'get'
      ? ['service_overload', 'internal_server_error', 'service_unavailable']
      : ['service_overload'];
  return !bySdk.includes(fault.code);
}

/** A gateway timeout, an own timeout or an explicit 503 asks for a smaller page; 502 is repeated as it is. */
function nextPageSize({ pageSize }: Attempt, fault: NotionFault): number {
  return fault.status === null || fault.status > 502 ? Math.ceil(pageSize / 2) : pageSize;
}
