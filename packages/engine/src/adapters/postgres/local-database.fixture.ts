import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import type { LocalPostgres } from '../../../../local/src/postgres/local-postgres.ts';
import { startPglitePostgres } from '../../../../local/src/postgres/start-pglite-postgres.ts';
import { startRealPostgres } from '../../../../local/src/postgres/start-real-postgres.ts';
import type { BoundField, BoundTable } from '../../model/bound-table.ts';
import type { Cells } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { TableRef } from '../../model/system.ts';
import type { CellWrite, RowWrite } from '../../model/write.ts';
import type { AdapterEnvironment, SystemAdapter } from '../adapter.ts';
import { postgresDefinition } from './postgres-definition.ts';

/**
 * A Postgres for the tests of this folder: one server behind the wire port and the Neon endpoint.
 */
export interface LocalDatabase {
  /** Goes through `pg`. */
  readonly wireUrl: string;
  /** Goes through the Neon driver. */
  readonly neonUrl: string;
  readonly requests: { count: number };
  readonly environment: AdapterEnvironment;
  sql(text: string, values?: readonly unknown[]): Promise<unknown[][]>;
  adapter(url?: string): SystemAdapter;
  close(): Promise<void>;
}

/**
 * `real` is a PostgreSQL of its own process, for what PGlite has not: roles, their settings,
 * races.
 */
export async function startLocalDatabase(
  kind: 'pglite' | 'real' = 'pglite',
): Promise<LocalDatabase> {
  const home = mkdtempSync(path.join(tmpdir(), 'postgres-adapter-'));
  const common = { home, host: '127.0.0.1', neonPort: 0, password: 's3cret' };
  const server: LocalPostgres =
    kind === 'real'
      ? await startRealPostgres({ ...common, wirePort: await freePort() })
      : await startPglitePostgres({ ...common, wirePort: 0 });
  const wireUrl = server.urlOf('customer');
  const client = new pg.Client({ connectionString: wireUrl });
  await client.connect();
  const requests = { count: 0 };
  const count = () => {
    requests.count += 1;
  };
  const environment: AdapterEnvironment = {
    fetch: (input, init) => {
      count();
      return fetch(input, init);
    },
    countRequest: count,
    now: () => new Date(0),
    newId: () => 'id',
    wait: async () => undefined,
    baseUrls: {},
    neonEndpoint: server.neonEndpoint,
  };
  return {
    wireUrl,
    neonUrl: 'postgres://postgres:s3cret@ep-quiet-sun-1.eu-central-1.aws.neon.tech/customer',
    requests,
    environment,
    async sql(text, values = []) {
      const result = await client.query({ text, values: [...values], rowMode: 'array' });
      return result.rows;
    },
    adapter: (url = wireUrl) => postgresDefinition.open({ kind: 'url', url }, environment),
    async close() {
      await client.end();
      await server.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/**
 * Binds columns to fields of the same name; a cell type given by name overrides the natural one.
 */
export async function bindTable(
  adapter: SystemAdapter,
  ref: TableRef,
  key: readonly string[],
  cellTypes: Readonly<Record<string, CellType>> = {},
): Promise<BoundTable> {
  const shape = await adapter.describeTable(ref);
  const fields = shape.fields.flatMap((column): BoundField[] => {
    const cellType = cellTypes[column.name] ?? column.cellType;
    return cellType === null ? [] : [{ field: column.name, cellType, access: 'both', column }];
  });
  return { ref, fields, key };
}

let written = 0;

/** A write with a fresh id; `cells` are given as `[before, after]`. */
export function rowWrite(
  kind: RowWrite['kind'],
  externalId: string | null,
  key: Cells,
  cells: Readonly<Record<string, readonly [CellWrite['before'], CellWrite['after']]>>,
  attempted = false,
): RowWrite {
  written += 1;
  const pairs = Object.entries(cells).map(
    ([f, [before, after]]) => [f, { before, after }] as const,
  );
  return { id: `w${written}`, kind, externalId, key, cells: Object.fromEntries(pairs), attempted };
}

/** A row that is new to the table, with `id` as its key. */
export function createRow(id: string, cells: Cells = {}): RowWrite {
  const pairs = Object.entries({ id, ...cells }).map(([f, cell]) => [f, [null, cell]] as const);
  return rowWrite('create', null, { id }, Object.fromEntries(pairs));
}

/** `written`, `stale`, or `rejected RULE field`. */
export function statuses(
  outcomes: readonly { readonly status: string; readonly rule?: string; readonly field?: string }[],
): string[] {
  return outcomes.map(({ status, rule, field }) => [status, rule, field].filter(Boolean).join(' '));
}

/** A port that was free a moment ago: PostgreSQL cannot pick one itself. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('no TCP address');
  return address.port;
}
