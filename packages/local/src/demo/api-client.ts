/** What the demo reads of a run; the served OpenAPI document has the whole. */
export interface DemoRun {
  readonly id: string;
  readonly status: string;
  readonly planHash: string | null;
  readonly steps: readonly {
    readonly name: string;
    readonly status: string;
    readonly startedAt: string | null;
    readonly finishedAt: string | null;
    readonly counts: Readonly<Record<string, number>>;
  }[];
  readonly counts: Readonly<Record<string, number>>;
  readonly perBinding: Readonly<Record<string, Readonly<Record<string, number>>>>;
  readonly halts: readonly { readonly code: string; readonly message: string }[];
  readonly drift: { readonly cells: number; readonly rows: number };
  readonly requests: Readonly<Record<string, number>>;
  readonly error: { readonly code: string; readonly message: string } | null;
}

export interface Items<T> {
  readonly items: readonly T[];
  readonly nextCursor: string | null;
}

/** ChittySync's API with the admin token; a refusal is an error that carries the answer. */
export interface ApiClient {
  get<T>(path: string): Promise<T>;
  post<T>(path: string, body?: unknown): Promise<T>;
  /** The body as it came. */
  text(path: string): Promise<string>;
  /** All items of a list, over all its pages. */
  list<T>(path: string): Promise<readonly T[]>;
}

export function createApiClient(origin: string, token: string): ApiClient {
  async function send(method: string, path: string, body?: unknown): Promise<string> {
    const response = await fetch(`${origin}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${text}`);
    return text;
  }
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const text = await send(method, path, body);
    return (text === '' ? null : JSON.parse(text)) as T;
  }
  return {
    get: (path) => call('GET', path),
    post: (path, body) => call('POST', path, body ?? {}),
    text: (path) => send('GET', path),
    async list<T>(path: string) {
      const all: T[] = [];
      let cursor: string | null = null;
      do {
        const at: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
        const separator = path.includes('?') ? '&' : '?';
        const page: Items<T> = await call('GET', `${path}${separator}limit=200${at}`);
        all.push(...page.items);
        cursor = page.nextCursor;
      } while (cursor !== null);
      return all;
    },
  };
}
