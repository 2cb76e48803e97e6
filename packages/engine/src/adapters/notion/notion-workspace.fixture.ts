import { setTimeout as delay } from 'node:timers/promises';
import { startEmulator } from '../../../../local/src/emulator/start-emulator.ts';
import { createNotionService } from '../../../../local/src/notion/create-notion-service.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import type { Cell } from '../../model/cell.ts';
import type { TableShape } from '../../model/system.ts';
import type { RowWrite } from '../../model/write.ts';
import type { AdapterEnvironment, Credential, NewTable, SystemAdapter } from '../adapter.ts';
import { createNotionAdapter } from './notion-adapter.ts';

type Json = Record<string, unknown>;

/** For tests: a running Notion emulator with one shared page, and an adapter on it. */
export interface TestWorkspace {
  readonly adapter: SystemAdapter;
  readonly rootPageId: string;
  readonly credential: Credential;
  readonly environment: AdapterEnvironment;
  /** A call of the Notion API beside the adapter, as a person or another tool makes it. */
  api(method: string, path: string, body?: Json): Promise<Json>;
  control(method: string, path: string, body?: Json): Promise<Json>;
  fault(match: Json, fault: Json, times?: number): Promise<void>;
  /** Requests by route since the last call. */
  requests(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

const TOKEN = 'test-token';
/** Short, so that tests of hanging requests are quick. */
const TIMEOUT_MS = 400;

export async function startWorkspace(): Promise<TestWorkspace> {
  const rootPageId = '00000000-0000-4000-8000-000000000001';
  const emulator = await startEmulator(createNotionService({ token: TOKEN, rootPageId }), {
    port: 0,
  });
  const call = async (method: string, path: string, body?: Json): Promise<Json> => {
    const response = await fetch(emulator.url + path, {
      method,
      headers: {
        authorization: `Bearer ${TOKEN}`,
        'notion-version': '2026-03-11',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const answer = text === '' ? {} : (JSON.parse(text) as Json);
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return answer;
  };
  const control: TestWorkspace['control'] = (method, path, body) =>
    call(method, `/__emulator/${path}`, body);

  const environment: AdapterEnvironment = {
    fetch,
    countRequest: () => undefined,
    now: () => new Date(),
    newId: () => crypto.randomUUID(),
    wait: () => delay(1),
    baseUrls: { notion: emulator.url },
  };
  const credential: Credential = { kind: 'token', token: TOKEN };
  return {
    adapter: createNotionAdapter(credential, environment, TIMEOUT_MS),
    rootPageId,
    credential,
    environment,
    api: (method, path, body) => call(method, `/v1/${path}`, body),
    control,
    fault: async (match, fault, times = 1) => {
      await control('POST', 'faults', { rules: [{ match, times, fault }] });
    },
    requests: async () => {
      const { byRoute } = await control('GET', 'requests');
      await control('DELETE', 'requests');
      return byRoute as Record<string, number>;
    },
    close: () => emulator.close(),
  };
}

/** A registry's view of a table with all its fields mapped to the columns of their name. */
export function boundTable(shape: TableShape, table: NewTable): BoundTable {
  return {
    ref: shape.table,
    key: table.key,
    fields: table.fields.map((field) => {
      const column = shape.fields.find(({ name }) => name === field.name);
      if (column === undefined) throw new Error(`no column ${field.name}`);
      return {
        field: field.name,
        cellType: field.cellType,
        access: 'both' as const,
        column,
        ...(field.options === undefined ? {} : { options: field.options }),
      };
    }),
  };
}

let writes = 0;

/** A write; each cell is `[before, after]`. */
export function rowWrite(
  kind: RowWrite['kind'],
  externalId: string | null,
  key: Record<string, Cell>,
  cells: Record<string, readonly [Cell, Cell]>,
  attempted = false,
): RowWrite {
  writes += 1;
  return {
    id: `write-${writes}`,
    kind,
    externalId,
    key,
    attempted,
    cells: Object.fromEntries(
      Object.entries(cells).map(([field, [before, after]]) => [field, { before, after }]),
    ),
  };
}
