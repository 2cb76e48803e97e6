import { API_ROOT, addressOf } from './address-of.ts';
import { ApiError, toApiError, unexpectedAnswer } from './api-error.ts';
import type { Answer, Contract, Request } from './contract.ts';
import { getSession, signOut } from './session.ts';

const TIMEOUT_MS = 30_000;
const REFUSED = 'The token is not accepted any more. Sign in again.';

type Values = Readonly<Record<string, unknown>>;

/** A request without its route's types. */
interface Given {
  readonly params?: Values;
  readonly query?: Values;
  readonly json?: unknown;
}

/** A typed call of one route: the contract's types say what goes in and what comes out. */
export function endpoint<R extends Contract>(method: R['method'], path: R['path']) {
  return async (request: Request<R>, signal?: AbortSignal): Promise<Answer<R>> => {
    const { params, query, json } = request as Given;
    const init = json === undefined ? {} : { body: JSON.stringify(json) };
    const url = addressOf(path, params ?? {}, query ?? {});
    const response = await send(url, { ...init, method: method.toUpperCase() }, signal);
    const answer: unknown = await response.json().catch(() => undefined);
    if (answer === undefined) throw unexpectedAnswer(response.status);
    return answer as Answer<R>;
  };
}

/** Sends a call with the session's token. A refused token ends the session. @throws ApiError */
export async function send(url: string, init: RequestInit, signal?: AbortSignal) {
  const { token } = getSession();
  const response = await sendAs(token ?? '', url, init, signal);
  if (response.ok) return response;
  if (response.status === 401 && getSession().token === token) signOut(REFUSED);
  throw await toApiError(response);
}

/** Whether the API accepts the token. @throws ApiError when it cannot say */
export async function isAccepted(token: string): Promise<boolean> {
  const response = await sendAs(token, `${API_ROOT}/registries?limit=1`, {});
  if (response.ok) return true;
  const error = await toApiError(response);
  if (error.code === 'CS_UNAUTHORIZED') return false;
  throw error;
}

async function sendAs(token: string, url: string, init: RequestInit, signal?: AbortSignal) {
  const headers = new Headers({ Accept: 'application/json', Authorization: `Bearer ${token}` });
  if (init.body !== undefined) headers.set('Content-Type', 'application/json');
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const until = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    return await fetch(url, { ...init, headers, signal: until });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    const why = timeout.aborted ? 'did not answer in time' : 'cannot be reached';
    throw new ApiError('UNREACHABLE', `The API ${why}.`, 0, null);
  }
}
