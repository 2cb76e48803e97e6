import { v7 } from 'uuid';
import { memoryDefinition } from '../adapters/memory/memory-definition.ts';
import { MemorySystem } from '../adapters/memory/memory-system.ts';
import { createAuditSigner } from '../audit/audit-signer.ts';
import { type Database, openDatabase } from '../db/database.ts';
import { openConnection } from '../db/open-connection.ts';
import { parseEnvironment } from '../env.ts';
import type { CellType } from '../model/cell-type.ts';
import { createApp } from './app.ts';
import type { AppDeps } from './app-deps.ts';

export const ADMIN_TOKEN = 'admin-token-of-a-test';
export const SERVICE_TOKEN = 'service-token-of-a-test';

/** A whole environment; what is set to undefined is missing. */
export function testEnvironment(changes: Record<string, string | undefined> = {}) {
  return {
    DATABASE_URL: 'postgres://chittysync:s3cret@db.test/chittysync',
    CREDENTIALS_KEY: btoa('k'.repeat(32)),
    ENGINE_SIGNING_KEY_HEX: '11'.repeat(32),
    ENGINE_PUBKEY_HEX: '22'.repeat(32),
    ADMIN_TOKEN,
    CHITTY_AUTH_SERVICE_TOKEN: SERVICE_TOKEN,
    ENVIRONMENT: 'test',
    ...changes,
  };
}

/** The edge on two systems in memory, `left` and `right`, and what it asked of the world. */
export interface Edge {
  readonly deps: AppDeps;
  readonly systems: { readonly left: MemorySystem; readonly right: MemorySystem };
  readonly woken: [tenantId: string, registryId: string][];
  readonly logged: unknown[];
  /** Sends a request as the admin; gives the status and the parsed body. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  request(path: string, init?: RequestInit): Promise<Response>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests assert the shape of whatever is answered
  readonly body: any;
}

export const NOW = new Date('2026-11-21T12:00:00.000Z');

/** `database` defaults to one that nobody answers for. */
export function startEdge(
  database: Database | null = null,
  options: {
    readonly environment?: Record<string, string | undefined>;
    readonly fetch?: typeof fetch;
    readonly wake?: () => Promise<void>;
  } = {},
): Edge {
  const fetcher = options.fetch ?? fetch;
  const now = () => NOW;
  const systems = { left: new MemorySystem('left', now), right: new MemorySystem('right', now) };
  const all = [systems.left, systems.right];
  const catalogue = {
    notion: memoryDefinition('notion', all),
    postgres: memoryDefinition('postgres', all),
    sheets: memoryDefinition('sheets', all),
  };
  const config = parseEnvironment(testEnvironment(options.environment));
  const woken: Edge['woken'] = [];
  const logged: unknown[] = [];
  const newId = () => v7();
  const deps: AppDeps = {
    config,
    signer: createAuditSigner(() => config.signingKeyHex.reveal()),
    database:
      database ??
      openDatabase({
        databaseUrl: config.databaseUrl.reveal(),
        neonEndpoint: 'http://127.0.0.1:1/sql',
      }),
    catalogue,
    async wake(tenantId, registryId) {
      woken.push([tenantId, registryId]);
      await options.wake?.();
    },
    openAdapter: (connection) =>
      openConnection(connection, config.credentialsKey, catalogue, {
        fetch: fetcher,
        countRequest: () => undefined,
        now,
        newId,
        wait: async () => undefined,
        baseUrls: {},
      }),
    now,
    newId,
    version: '0.1.0-test',
    fetch: fetcher,
    logError: (error) => void logged.push(error),
  };
  const app = createApp(deps);
  const request = async (path: string, init: RequestInit = {}) => app.request(path, init);
  return {
    deps,
    systems,
    woken,
    logged,
    request,
    async call(method, path, body, headers = {}) {
      const response = await request(path, {
        method,
        headers: {
          Authorization: `Bearer ${ADMIN_TOKEN}`,
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      const parsed = text === '' ? null : JSON.parse(text);
      return { status: response.status, headers: response.headers, body: parsed };
    },
  };
}

/** Columns of a table in memory, by name and type. */
export function columns(types: Readonly<Record<string, CellType>>) {
  return Object.entries(types).map(([name, cellType], i) => {
    return { id: `c${i}`, name, nativeType: cellType, cellType, writable: true };
  });
}
