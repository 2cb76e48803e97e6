import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createAdjustableClock } from './adjustable-clock.ts';
import { CONTROL_PREFIX, type EmulatorParts, handleControl } from './control-endpoints.ts';
import type {
  ApiRequest,
  ApiResponse,
  EmulatorServiceFactory,
  RunningEmulator,
} from './emulator.ts';
import { createEmulatorState } from './emulator-state.ts';
import { createFaultRules, type Fault } from './fault-rules.ts';
import { readRequest, sendResponse } from './http-exchange.ts';
import { createRequestLog } from './request-log.ts';
import { createRequestQuota } from './request-quota.ts';

export interface EmulatorOptions {
  /** 0: any free port. */
  readonly port: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** SQLite file that keeps the store over restarts; without it the store is in memory only. */
  readonly statePath?: string;
}

/** Longer than clients keep an idle connection, so that they never write into a closing one. */
const KEEP_ALIVE_MS = 65_000;

/**
 * Starts an emulator of the service. Rejects if the port is taken or the state file cannot be
 * opened.
 */
export async function startEmulator(
  factory: EmulatorServiceFactory,
  options: EmulatorOptions,
): Promise<RunningEmulator> {
  const clock = createAdjustableClock();
  const state = createEmulatorState(options.statePath);
  const service = factory(clock, state);
  if (state.isEmpty()) service.afterReset({});
  state.commit();
  const parts: EmulatorParts = {
    clock,
    state,
    service,
    faults: createFaultRules(),
    quota: createRequestQuota(),
    log: createRequestLog(),
  };
  const closing = new AbortController();
  const answer = createAnswerer(parts, closing.signal);
  const server = createServer((incoming, outgoing) => {
    answer(incoming, outgoing).catch((error: unknown) => {
      if (closing.signal.aborted) return;
      if (incoming.destroyed && !incoming.complete) return; // The client went away while sending.
      console.error(`${service.name} emulator: ${incoming.method} ${incoming.url}`, error);
      if (outgoing.headersSent) outgoing.destroy();
      else sendResponse(outgoing, { status: 500, body: { error: { message: String(error) } } });
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  const host = options.host ?? '127.0.0.1';
  await listen(server, options.port, host);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    close: async () => {
      closing.abort();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
      state.close();
    },
  };
}

function listen(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

type Answerer = (incoming: IncomingMessage, outgoing: ServerResponse) => Promise<void>;

function createAnswerer(parts: EmulatorParts, closing: AbortSignal): Answerer {
  const { clock, service, faults, log, quota } = parts;
  const oneAtATime = createMutex();
  /**
   * Lets the request take effect whole, then the store is on disk; or not at all, if it is refused.
   */
  const carryOut = (handle: () => ApiResponse | Promise<ApiResponse>): Promise<ApiResponse> =>
    oneAtATime(async () => {
      try {
        const response = await handle();
        if (response.status < 400) parts.state.commit();
        return response;
      } finally {
        parts.state.rollBack();
      }
    });
  const answerApi = (request: ApiRequest): Promise<ApiResponse> => {
    const wait = quota.take(service.quotaSubject(request), clock.now());
    if (wait !== null) return Promise.resolve(service.overQuota(request, wait));
    return carryOut(() => service.handle(request));
  };
  return async (incoming, outgoing) => {
    const request = await readRequest(incoming);
    if (request.path.startsWith(CONTROL_PREFIX)) {
      sendResponse(outgoing, await carryOut(() => handleControl(parts, request)));
      return;
    }
    const { method, path } = request;
    const at = clock.now().toISOString();
    const entry = log.add({ at, method, path, route: service.routeOf(method, path) });
    const fault = faults.take(method, path);
    const committed = fault && !fault.afterCommit ? undefined : await answerApi(request);
    const response = fault
      ? await failed(parts, request, fault, committed, closing, () => answerApi(request))
      : committed;
    if (response === 'reset') incoming.socket.destroy();
    else if (response !== undefined && response !== 'hang') {
      entry.status = response.status;
      sendResponse(outgoing, response);
    }
  };
}

async function failed(
  { service }: EmulatorParts,
  request: ApiRequest,
  fault: Fault,
  committed: ApiResponse | undefined,
  closing: AbortSignal,
  carryOut: () => Promise<ApiResponse>,
): Promise<ApiResponse | 'hang' | 'reset'> {
  switch (fault.kind) {
    case 'hang':
    case 'reset':
      return fault.kind;
    case 'delay':
      await delay(fault.ms, undefined, { signal: closing });
      return committed ?? (await carryOut());
    case 'status': {
      const { status, headers, body } = fault;
      if (body !== undefined) return { status, headers, body };
      const own = service.faultAnswer?.(request, status, committed) ?? { status, body: {} };
      return { ...own, headers: { ...own.headers, ...headers } };
    }
  }
}

/** Runs tasks one after the other, so that what one request changed is one transaction. */
function createMutex(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const result = last.then(task);
    last = result.catch(() => undefined); // The failure reaches the caller through `result`.
    return result;
  };
}
