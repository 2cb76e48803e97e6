import type { z } from 'zod';
import { isChittySyncError } from '../../errors/chittysync-error.ts';
import { errorOf, faultOf, malformedAnswer, type NotionFault } from './notion-errors.ts';
import { nextPageSize, type Repetition, WAIT_MAX_MS, waitBeforeRepeat } from './retry-policy.ts';

export type NotionReply<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly fault: NotionFault };

export interface NotionRequest {
  readonly method: 'get' | 'post' | 'patch';
  /** Below `/v1/`. */
  readonly path: string;
  readonly query?: Record<string, string | string[]>;
  readonly body?: Record<string, unknown>;
}

/** Sends requests and reads the answers by their shape; failures are values. */
export interface NotionRequester {
  /** A write: repeated only where Notion did not take it on. */
  send<T>(request: NotionRequest, shape: z.ZodType<T>): Promise<NotionReply<T>>;
  /** A read: repeated after every passing fault, if need be with smaller pages. */
  read<T>(
    request: (pageSize: number) => NotionRequest,
    shape: z.ZodType<T>,
  ): Promise<NotionReply<T>>;
}

/** What a requester uses of the world. */
export interface RequesterParts {
  /** Makes one request; throws what the SDK throws. */
  readonly exchange: (request: NotionRequest) => Promise<object>;
  readonly wait: (ms: number) => Promise<void>;
  readonly now: () => Date;
  /** From 0 to 1. */
  readonly chance: () => number;
}

const PAGE_SIZE_MAX = 100;

/** Notion asked for a longer wait than a request makes: until then nothing is sent. */
interface Hold {
  readonly until: number;
  readonly fault: NotionFault;
}

export function createRequester({ exchange, ...world }: RequesterParts): NotionRequester {
  let hold: Hold | null = null;

  /** Waits for the end of a hold that is near; the fault of one that is not. */
  async function heldOff(): Promise<NotionFault | null> {
    if (hold === null) return null;
    const { until, fault } = hold;
    const left = until - world.now().getTime();
    if (left > WAIT_MAX_MS) return { ...fault, retryAfterMs: left };
    hold = null;
    if (left > 0) await world.wait(left);
    return null;
  }

  async function once<T>(request: NotionRequest, shape: z.ZodType<T>): Promise<NotionReply<T>> {
    let answer: object;
    try {
      answer = await exchange(request);
    } catch (error) {
      if (isChittySyncError(error)) throw error; // From the environment's fetch.
      return { ok: false, fault: faultOf(error, world.now()) };
    }
    const parsed = shape.safeParse(answer);
    return parsed.success
      ? { ok: true, value: parsed.data }
      : { ok: false, fault: malformedAnswer(parsed.error) };
  }

  async function repeat<T>(
    repetition: Repetition,
    request: (pageSize: number) => NotionRequest,
    shape: z.ZodType<T>,
  ): Promise<NotionReply<T>> {
    const held = await heldOff();
    if (held !== null) return { ok: false, fault: held };
    let pageSize = PAGE_SIZE_MAX;
    for (let attempt = 0; ; attempt += 1) {
      const reply = await once(request(pageSize), shape);
      if (reply.ok) return reply;
      const wait = waitBeforeRepeat(reply.fault, repetition, attempt, world.chance);
      if (wait === null) {
        const asked = reply.fault.retryAfterMs ?? 0;
        if (asked > WAIT_MAX_MS) {
          hold = { until: world.now().getTime() + asked, fault: reply.fault };
        }
        return reply;
      }
      await world.wait(wait);
      pageSize = nextPageSize(pageSize, reply.fault);
    }
  }

  return {
    send: (request, shape) => repeat('write', () => request, shape),
    read: (request, shape) => repeat('read', request, shape),
  };
}

/** The value of a reply. @throws the coded error of its fault */
export function answered<T>(reply: NotionReply<T>, place: string): T {
  if (!reply.ok) throw errorOf(reply.fault, place);
  return reply.value;
}
