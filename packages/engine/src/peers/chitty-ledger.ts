import { ChittySyncError } from '../errors/chittysync-error.ts';

/** ChittyLedger answers an append within this time, or it is tried again later. */
const TIMEOUT_MS = 5_000;

/** An audit entry on its way to ChittyLedger. */
export interface LedgerEntry {
  /** Stable over all tries: the ledger may see an entry twice, and knows it by this. */
  readonly id: string;
  readonly registryId: string | null;
  readonly type: string;
  readonly actor: string;
  readonly entry: string;
  readonly signature: string;
}

export interface ChittyLedger {
  /** @throws CS_PEER_UNAVAILABLE */
  append(entry: LedgerEntry): Promise<void>;
}

/** `POST /api/entries` of ChittyLedger. Any 2xx is a success, whatever its body. */
export function createChittyLedger(options: {
  readonly url: string;
  readonly token: string | null;
  readonly fetch: typeof fetch;
}): ChittyLedger {
  const { fetch: sendHttp, token, url } = options;
  return {
    async append({ id, registryId, type, actor, entry, signature }) {
      const body = {
        entityType: 'audit',
        entityId: registryId,
        action: type,
        actor,
        actorType: 'service',
        status: 'confirmed',
        metadata: { event_id: id, entry, signature },
      };
      let status: number;
      try {
        const response = await sendHttp(`${url}/api/entries`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-source-service': 'sync.chitty.cc',
            'x-idempotency-key': id,
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify(body),
          signal: AbortSignal.timeout(TIMEOUT_MS),
        });
        await response.body?.cancel();
        status = response.status;
      } catch (cause) {
        throw unavailable('cannot be reached', cause);
      }
      if (status < 200 || status > 299) throw unavailable(`answered ${status}`);
    },
  };
}

function unavailable(what: string, cause?: unknown): ChittySyncError {
  return new ChittySyncError('CS_PEER_UNAVAILABLE', `ChittyLedger ${what}`, {
    retryable: true,
    cause,
  });
}
