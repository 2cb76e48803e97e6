import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import pg from 'pg';
import { type NeonModes, type NeonQuery, runBatch, runQuery } from './neon-query.ts';

/** Where the databases are that the endpoint speaks for. */
export interface NeonEndpointOptions {
  readonly host: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Server that takes the place of host and port in `Neon-Connection-String`. */
  readonly upstream: { readonly host: string; readonly port: number };
}

/** A running endpoint. */
export interface NeonEndpoint {
  readonly url: string;
  close(): Promise<void>;
}

const ERROR_KEYS = [
  ...['message', 'severity', 'code', 'detail', 'hint', 'position', 'internalPosition'],
  ...['internalQuery', 'where', 'schema', 'table', 'column', 'dataType', 'constraint'],
  ...['file', 'line', 'routine'],
] as const;
const CONNECTIONS_PER_DATABASE = 8;
/** What a request may leave behind on its connection, which the next request must not find. */
const LEAVES_STATE =
  /(^|;)\s*(set|reset|prepare|listen|declare|begin|start)\s|set_config\(.*false|create\s+temp|advisory_lock/is;

/**
 * Neon's SQL over HTTP (`POST /sql`) in front of any Postgres, as `@neondatabase/serverless` 1.2 speaks it. User,
 * password and database are those of `Neon-Connection-String`.
 */
export async function startNeonEndpoint(options: NeonEndpointOptions): Promise<NeonEndpoint> {
  const pools = new Map<string, pg.Pool>();
  const poolFor = (connectionString: string): pg.Pool => {
    const existing = pools.get(connectionString);
    if (existing !== undefined) return existing;
    const url = new URL(connectionString);
    url.hostname = options.upstream.host;
    url.port = String(options.upstream.port);
    const pool = new pg.Pool({ connectionString: url.href, max: CONNECTIONS_PER_DATABASE });
    // A connection lost while idle is replaced by the pool; whoever asks next gets the error if it persists.
    pool.on('error', () => undefined);
    pools.set(connectionString, pool);
    return pool;
  };
  const server = createServer((request, response) => void answer(request, response, poolFor));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return {
    url: `http://${options.host}:${address.port}/sql`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await Promise.all([...pools.values()].map((pool) => pool.end()));
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  poolFor: (connectionString: string) => pg.Pool,
): Promise<void> {
  if (request.method !== 'POST' || request.url !== '/sql') {
    send(response, 404, { message: 'only POST /sql is served here' });
    return;
  }
  try {
    const body = await readBody(request);
    const connectionString = request.headers['neon-connection-string'];
    if (typeof connectionString !== 'string' || !URL.canParse(connectionString)) {
      throw new Error('missing or malformed header Neon-Connection-String');
    }
    send(response, 200, await runOn(poolFor(connectionString), body, request.headers));
  } catch (error) {
    const fields = error as Partial<Record<(typeof ERROR_KEYS)[number], unknown>>;
    send(response, 400, Object.fromEntries(ERROR_KEYS.map((key) => [key, fields[key] ?? null])));
  }
}

type Body = NeonQuery | { readonly queries: readonly NeonQuery[] };

async function runOn(pool: pg.Pool, body: Body, headers: NeonModes): Promise<unknown> {
  const queries = 'queries' in body ? body.queries : [body];
  const client = await pool.connect();
  try {
    if ('queries' in body) return await runBatch(client, body.queries, headers);
    return await runQuery(client, body, headers);
  } finally {
    client.release(queries.some(({ query }) => LEAVES_STATE.test(query)));
  }
}

async function readBody(request: IncomingMessage): Promise<Body> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
  const isQuery = (value: unknown): value is NeonQuery =>
    typeof value === 'object' &&
    value !== null &&
    'query' in value &&
    typeof value.query === 'string';
  if (isQuery(body)) return body;
  if (typeof body === 'object' && body !== null && 'queries' in body) {
    if (Array.isArray(body.queries) && body.queries.every(isQuery))
      return { queries: body.queries };
  }
  throw new Error('the body must be {query, params} or {queries: [{query, params}, …]}');
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
