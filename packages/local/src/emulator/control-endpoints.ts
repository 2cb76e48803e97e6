import type { AdjustableClock } from './adjustable-clock.ts';
import {
  asArray,
  asFaultRule,
  asNumber,
  asObject,
  asOptionalString,
  ControlInputError,
  type JsonObject,
} from './control-input.ts';
import type { ApiRequest, ApiResponse, EmulatorService } from './emulator.ts';
import type { EmulatorState, StoreSnapshot } from './emulator-state.ts';
import type { FaultRules } from './fault-rules.ts';
import type { RequestLog } from './request-log.ts';
import type { RequestQuota } from './request-quota.ts';

export const CONTROL_PREFIX = '/__emulator/';

/** The parts of a running emulator that control calls work on. */
export interface EmulatorParts {
  readonly clock: AdjustableClock;
  readonly state: EmulatorState;
  readonly faults: FaultRules;
  readonly quota: RequestQuota;
  readonly log: RequestLog;
  readonly service: EmulatorService;
}

type ControlCall = (parts: EmulatorParts, body: JsonObject) => unknown;

const CALLS: Readonly<Record<string, ControlCall>> = {
  'POST reset': (parts, body) => {
    const token = asOptionalString(body.token, 'token');
    parts.state.clear();
    parts.clock.setReal();
    parts.faults.clear();
    parts.quota.setRequestsPerMinute(null);
    parts.log.clear();
    parts.service.afterReset(token === undefined ? {} : { token });
  },
  'PUT objects': ({ service }, body) => service.putObjects(asArray(body.objects, 'objects')),
  'GET requests': ({ log }) => log.report(),
  'DELETE requests': ({ log }) => log.clear(),
  'POST faults': ({ faults }, body) => {
    const rules = asArray(body.rules, 'rules');
    faults.add(rules.map((rule, index) => asFaultRule(rule, `rules[${index}]`)));
  },
  'DELETE faults': ({ faults }) => faults.clear(),
  'POST clock': ({ clock }, body) => setClock(clock, body),
  'POST limits': ({ quota }, body) => {
    const limit = body.requestsPerMinute ?? null;
    quota.setRequestsPerMinute(limit === null ? null : asNumber(limit, 'requestsPerMinute'));
  },
  'POST snapshot': ({ state }) => ({ collections: state.snapshot() }),
  'PUT snapshot': ({ state }, body) => state.restore(asSnapshot(body.collections)),
};

function setClock(clock: AdjustableClock, body: JsonObject): unknown {
  if (body.real === true) clock.setReal();
  else if (body.advanceMs !== undefined) clock.advance(asNumber(body.advanceMs, 'advanceMs'));
  else {
    const now = new Date(asOptionalString(body.now, 'now') ?? '');
    if (Number.isNaN(now.getTime())) throw new ControlInputError('now must be an ISO 8601 time');
    clock.set(now);
  }
  return { now: clock.now().toISOString() };
}

function asSnapshot(value: unknown): StoreSnapshot {
  const collections = Object.entries(asObject(value, 'collections'));
  return Object.fromEntries(
    collections.map(([name, entries]) => {
      const place = `collections.${name}`;
      return [name, asArray(entries, place).map((entry, i) => asEntry(entry, `${place}[${i}]`))];
    }),
  );
}

function asEntry(value: unknown, place: string): readonly [string, unknown] {
  const [id, content] = asArray(value, place);
  if (typeof id !== 'string') throw new ControlInputError(`${place}[0] must be a string`);
  return [id, content];
}

/** Carries out a control call; changes of the store are committed by the caller. */
export function handleControl(parts: EmulatorParts, request: ApiRequest): ApiResponse {
  const name = request.path.slice(CONTROL_PREFIX.length);
  const call = CALLS[`${request.method} ${name}`];
  if (!call) {
    const isKnown = Object.keys(CALLS).some((key) => key.endsWith(` ${name}`));
    return refusal(isKnown ? 405 : 404, `no control call ${request.method} ${request.path}`);
  }
  try {
    const text = request.rawBody.toString('utf8').trim();
    const body = asBody(name, text === '' ? {} : JSON.parse(text));
    return { status: 200, body: call(parts, body) ?? {} };
  } catch (error) {
    if (error instanceof ControlInputError || error instanceof SyntaxError) {
      return refusal(400, error.message);
    }
    throw error;
  }
}

/** `limits` may come as the bare number of requests, or as null for none. */
function asBody(name: string, value: unknown): JsonObject {
  const bare = name === 'limits' && (value === null || typeof value === 'number');
  return bare ? { requestsPerMinute: value } : asObject(value, 'the body');
}

const refusal = (status: number, message: string): ApiResponse => ({
  status,
  body: { error: { message } },
});
