import type { ApiRequest, ApiResponse } from '../emulator/emulator.ts';

/** A request as a peer sees it: its own prefix removed, path parameters taken out, the body parsed. */
export interface PeerRequest {
  readonly api: ApiRequest;
  /** Origin and prefix under which the caller reached the peer, e.g. `http://127.0.0.1:8790/auth`. */
  readonly baseUrl: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** The JSON body, or undefined when there is none or it is not an object. */
  readonly body: Readonly<Record<string, unknown>> | undefined;
}

/** One stand-in: routes as `METHOD /path/{parameter}`, and the facts it takes from `PUT /__emulator/objects`. */
export interface Peer {
  readonly routes: Readonly<
    Record<string, (request: PeerRequest) => ApiResponse | Promise<ApiResponse>>
  >;
  /** Answer to a path that the peer does not know. */
  notFound(path: string): ApiResponse;
  afterReset(token: string | undefined): void;
  /** Stores the object and says so, or returns false when it is none of this peer's. */
  putObject(object: Readonly<Record<string, unknown>>): boolean;
}

/** An answer with a JSON body. */
export function json(status: number, body: unknown): ApiResponse {
  return { status, body };
}

/** A health answer in the form that every ChittyOS service gives. */
export function health(service: string, now: Date): ApiResponse {
  return json(200, {
    ...{ status: 'ok', service, version: '1.0.0' },
    ...{ timestamp: now.toISOString(), environment: 'local' },
  });
}
