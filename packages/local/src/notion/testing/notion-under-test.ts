import { Client, isNotionClientError, LogLevel } from '@notionhq/client';
import type { RunningEmulator } from '../../emulator/emulator.ts';
import { startEmulator } from '../../emulator/start-emulator.ts';
import { createNotionService } from '../create-notion-service.ts';

export const TOKEN = 'ntn_test';
export const ROOT = '00000000-0000-4000-8000-00000000000a';

/** A running Notion emulator in memory, with the official client and the control endpoints. */
export interface NotionUnderTest {
  readonly emulator: RunningEmulator;
  readonly client: Client;
  control(method: string, name: string, body?: unknown): Promise<unknown>;
  /** A plain request; headers are the client's unless given. */
  send(method: string, path: string, options?: SendOptions): Promise<RawAnswer>;
  /** A database under the root page; the ids of it and of its data source. */
  table(title: string, properties: Properties): Promise<Table>;
  insert(table: Table, properties: Properties): Promise<Row>;
}

// biome-ignore lint/suspicious/noExplicitAny: the client types these answers as wide unions
export type Row = any;
type Properties = Record<string, unknown>;

export interface Table {
  readonly databaseId: string;
  readonly id: string;
}

interface SendOptions {
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
}

interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Row;
}

/** Starts an emulator on a free port; close it with `emulator.close()`. */
export async function startNotion(notionVersion = '2026-03-11'): Promise<NotionUnderTest> {
  const emulator = await startEmulator(createNotionService({ token: TOKEN, rootPageId: ROOT }), {
    port: 0,
  });
  const client = new Client({
    auth: TOKEN,
    baseUrl: emulator.url,
    notionVersion,
    retry: false,
    logLevel: LogLevel.ERROR,
  });
  const send = async (method: string, path: string, options: SendOptions = {}) => {
    const { body } = options;
    const text = body === undefined || typeof body === 'string' ? body : JSON.stringify(body);
    const headers = options.headers ?? {
      authorization: `Bearer ${TOKEN}`,
      'notion-version': notionVersion,
    };
    const init = text === undefined ? { method, headers } : { method, headers, body: text };
    const response = await fetch(emulator.url + path, init);
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  const insert = (table: Table, properties: Properties): Promise<Row> =>
    client.pages.create({
      parent: { data_source_id: table.id },
      properties: properties as Row,
    });
  return {
    emulator,
    client,
    send,
    insert,
    control: async (method, name, body) =>
      (await send(method, `/__emulator/${name}`, { body, headers: {} })).body,
    table: async (title, properties) => {
      const database: Row = await client.databases.create({
        parent: { type: 'page_id', page_id: ROOT },
        title: [{ text: { content: title } }],
        initial_data_source: { properties: properties as Row },
      });
      return { databaseId: database.id, id: database.data_sources[0].id };
    },
  };
}

/** The code of the error that a call ends with; fails if it does not end with one. */
export async function errorOf(call: Promise<unknown>): Promise<{ code: string; message: string }> {
  try {
    await call;
  } catch (error) {
    if (isNotionClientError(error)) return { code: error.code, message: error.message };
    throw error;
  }
  throw new Error('the call was expected to fail');
}

/** A title value. */
export const title = (content: string): Row => ({ title: [{ text: { content } }] });
