/** What `GET /__emulator/requests` tells. `status` is 0 for a request that was not answered. */
export interface EmulatorRequests {
  readonly total: number;
  readonly byRoute: Readonly<Record<string, number>>;
  readonly log: readonly {
    readonly method: string;
    readonly path: string;
    readonly route: string;
    readonly status: number;
  }[];
}

/** A rule of `POST /__emulator/faults`. */
export interface FaultRule {
  readonly match: { readonly method?: string; readonly path?: string };
  readonly skip?: number;
  readonly times?: number;
  readonly fault: Readonly<Record<string, unknown>>;
}

/** The control endpoints of one emulator. */
export interface EmulatorControl {
  requests(): Promise<EmulatorRequests>;
  clearRequests(): Promise<void>;
  addFaults(...rules: readonly FaultRule[]): Promise<void>;
  clearFaults(): Promise<void>;
}

export function controlEmulator(origin: string): EmulatorControl {
  const call = async (method: string, name: string, body?: unknown): Promise<unknown> => {
    const response = await fetch(`${origin}/__emulator/${name}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!response.ok) throw new Error(`${method} ${name}: ${await response.text()}`);
    return response.json();
  };
  return {
    requests: async () => (await call('GET', 'requests')) as EmulatorRequests,
    clearRequests: async () => void (await call('DELETE', 'requests')),
    addFaults: async (...rules) => void (await call('POST', 'faults', { rules })),
    clearFaults: async () => void (await call('DELETE', 'faults')),
  };
}
