import { z } from 'zod';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { PeerViolation } from '../sync/3-validate/peer-violations.ts';

const TIMEOUT_MS = 5_000;

export interface ChittySchema {
  /**
   * What the canonical table refuses, record by record, in order.
   * @throws CS_PEER_UNAVAILABLE; CS_SCHEMA_INVALID when ChittySchema has no such table
   */
  validate(
    table: string,
    records: readonly Readonly<Record<string, unknown>>[],
  ): Promise<readonly (readonly PeerViolation[])[]>;
}

/** Errors come as objects, or from older tables as plain strings. */
const Violation = z.union([
  z.string().transform((message) => ({ field: null, message })),
  z
    .object({ field: z.string().optional(), message: z.string() })
    .transform(({ field, message }) => ({ field: field || null, message })),
]);
const BulkAnswer = z.object({
  results: z.array(
    z.object({
      index: z.number().int(),
      valid: z.boolean(),
      errors: z.array(Violation).default([]),
    }),
  ),
});

/** `POST /api/validate/bulk` of ChittySchema: 200 even when records are invalid, 404 for an unknown table. */
export function createChittySchema(options: {
  readonly url: string;
  readonly fetch: typeof fetch;
}): ChittySchema {
  const { fetch: sendHttp, url } = options;
  return {
    async validate(table, records) {
      const body = JSON.stringify({ table, operation: 'insert', data: records });
      let response: Response;
      let answer: unknown;
      try {
        response = await sendHttp(`${url}/api/validate/bulk`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body,
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        answer = await response.json();
      } catch (cause) {
        throw unavailable('cannot be reached', cause);
      }
      if (response.status === 404) {
        throw new ChittySyncError('CS_SCHEMA_INVALID', `ChittySchema has no table "${table}"`);
      }
      const parsed = BulkAnswer.safeParse(answer);
      if (!response.ok || !parsed.success) throw unavailable(`answered ${response.status}`);
      const found: (readonly PeerViolation[])[] = records.map(() => []);
      for (const { index, valid, errors } of parsed.data.results) {
        if (!valid)
          found[index] = errors.length > 0 ? errors : [{ field: null, message: 'invalid' }];
      }
      return found;
    },
  };
}

function unavailable(what: string, cause?: unknown): ChittySyncError {
  return new ChittySyncError('CS_PEER_UNAVAILABLE', `ChittySchema ${what}`, {
    retryable: true,
    cause,
  });
}
