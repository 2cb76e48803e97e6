/**
 * What every emulator is made of: an API service that only answers requests, and the kernel that
 * gives it a clock, a store, an HTTP server and the control endpoints of the contract
 * (`/__emulator/…`). A service holds no state outside its store, so reset, snapshot, restore and
 * restart are the kernel's alone.
 */

/** The emulator's time: real, or set and advanced through `/__emulator/clock`. */
export interface EmulatorClock {
  now(): Date;
}

/**
 * A named collection of JSON values. Values are immutable: to change one, `set` a new one.
 * Iteration is in insertion order; replacing a value keeps its place.
 */
export interface Collection<T> {
  get(id: string): T | undefined;
  has(id: string): boolean;
  set(id: string, value: T): void;
  delete(id: string): boolean;
  clear(): void;
  values(): IterableIterator<T>;
  entries(): IterableIterator<[string, T]>;
  readonly size: number;
}

/**
 * All state of one emulator. What a request changed is on disk before its answer is sent; a request
 * that is answered with a status from 400 on, or fails, changes nothing.
 */
export interface EmulatorStore {
  collection<T>(name: string): Collection<T>;
}

export interface ApiRequest {
  readonly method: string;
  /** Path without the query, still percent-encoded. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly rawBody: Buffer;
}

export interface ApiResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** A string is sent as it is; `undefined` sends no body; anything else is sent as JSON. */
  readonly body: unknown;
}

export interface EmulatorService {
  readonly name: string;
  /**
   * The route template of a request, e.g. `/v1/pages/{id}`; the path itself when the route is
   * unknown.
   */
  routeOf(method: string, path: string): string;
  handle(request: ApiRequest): ApiResponse | Promise<ApiResponse>;
  /** The provider's own answer to a request over the quota. */
  overQuota(request: ApiRequest, retryAfterSeconds: number): ApiResponse;
  /** Which caller a request counts against for the quota (usually the bearer token). */
  quotaSubject(request: ApiRequest): string;
  /**
   * The provider's answer when a fault gives a status but no body. `committed` is the answer that
   * the request would have had, if it took effect before the fault.
   */
  faultAnswer?(request: ApiRequest, status: number, committed?: ApiResponse): ApiResponse;
  /**
   * Called after the kernel emptied the store, and at the start if the store is empty.
   * A given token is accepted until the next reset.
   */
  afterReset(options: { readonly token?: string }): void;
  /** Objects in the API's own wire format, stored as facts: neither validated nor computed. */
  putObjects(objects: readonly unknown[]): void;
}

/** Builds a service over the kernel's clock and store. */
export type EmulatorServiceFactory = (
  clock: EmulatorClock,
  store: EmulatorStore,
) => EmulatorService;

export interface RunningEmulator {
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}
