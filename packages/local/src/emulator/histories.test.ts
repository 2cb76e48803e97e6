import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createGoogleService } from '../google/create-google-service.ts';
import { createNotionService } from '../notion/create-notion-service.ts';
import type { EmulatorServiceFactory, RunningEmulator } from './emulator.ts';
import { startEmulator } from './start-emulator.ts';

const ROOT = '00000000-0000-4000-8000-00000000000a';
const TOKEN = 'given';

type Json = Record<string, unknown>;
type Ask = (method: string, path: string, body?: object) => Promise<Json>;

/** A history of requests, and questions about what it left; each gives its answers. */
interface Subject {
  readonly service: () => EmulatorServiceFactory;
  live(ask: Ask): Promise<{ readonly answers: Json[]; readonly questions: readonly Question[] }>;
}
type Question = readonly [method: string, path: string, body?: object];

const notion: Subject = {
  service: () => createNotionService({ token: 'seed', rootPageId: ROOT }, () => 'salt'),
  live: async (ask) => {
    const properties = {
      Name: { title: {} },
      Kind: { select: { options: [{ name: 'a' }] } },
      No: { unique_id: {} },
    };
    const database = await ask('POST', '/v1/databases', {
      parent: { page_id: ROOT },
      initial_data_source: { properties },
    });
    const [{ id } = { id: '' }] = database.data_sources as { id: string }[];
    const relation = { data_source_id: id, dual_property: {} };
    const path = `/v1/data_sources/${id}`;
    const answers = [database, await ask('PATCH', path, { properties: { Next: { relation } } })];
    let last: string | undefined;
    for (const name of ['one', 'two', 'three', 'four']) {
      const values = {
        Name: { title: [{ text: { content: name } }] },
        Kind: { select: { name } },
        ...(last === undefined ? {} : { Next: { relation: [{ id: last }] } }),
      };
      const page = await ask('POST', '/v1/pages', {
        parent: { data_source_id: id },
        properties: values,
      });
      answers.push(page);
      last = String(page.id);
    }
    const first = await ask('POST', `${path}/query`, { page_size: 3 });
    answers.push(first, await ask('PATCH', `/v1/pages/${last}`, { in_trash: true }));
    const questions: Question[] = [
      ['GET', path],
      ['POST', `${path}/query`, {}],
      ['POST', `${path}/query`, { page_size: 3, start_cursor: first.next_cursor }],
      ['GET', `/v1/pages/${last}`],
      ['GET', `/v1/blocks/${ROOT}/children`],
      ['POST', '/v1/search', {}],
    ];
    return { answers, questions };
  },
};

const google: Subject = {
  service: () => createGoogleService({ serviceAccounts: [], idSeed: 'seed' }),
  live: async (ask) => {
    const made = await ask('POST', '/v4/spreadsheets', { properties: { title: 'History' } });
    const path = `/v4/spreadsheets/${String(made.spreadsheetId)}`;
    const range = { sheetId: 0, startRowIndex: 0, endRowIndex: 2 };
    const values = [
      ['name', 'size'],
      ['b', '=1+1'],
      ['a', '12.5%'],
    ];
    const option = 'valueInputOption=USER_ENTERED';
    const answers = [
      made,
      await ask('PUT', `${path}/values/A1:B3?${option}`, { values }),
      await ask('POST', `${path}:batchUpdate`, {
        requests: [
          { addSheet: {} },
          { addNamedRange: { namedRange: { name: 'head', range } } },
          { addProtectedRange: { protectedRange: { range } } },
          { addTable: { table: { range: { ...range, endRowIndex: 3, endColumnIndex: 2 } } } },
          { insertDimension: { range: { dimension: 'ROWS', startIndex: 1, endIndex: 2 } } },
        ],
      }),
      await ask('POST', '/drive/v3/files', { name: 'Folder' }),
    ];
    const fields = 'files(id,name,parents,version)';
    const questions: Question[] = [
      ['GET', path],
      ['GET', `${path}?includeGridData=true&ranges=Sheet1!A1:C5`],
      ['GET', `${path}/values/head`],
      ['GET', `/drive/v3/files?fields=${fields}&orderBy=name`],
    ];
    return { answers, questions };
  },
};

/** What the time and chance of a request decide is not compared. */
const FREE = new Set([
  'request_id',
  'created_time',
  'last_edited_time',
  'createdTime',
  'modifiedTime',
]);
const comparable = (answers: readonly Json[]): unknown =>
  JSON.parse(JSON.stringify(answers, (key, value) => (FREE.has(key) ? undefined : value)));

let folder: string;
let running: RunningEmulator[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'history-'));
  running = [];
});
afterEach(async () => {
  for (const emulator of running) await emulator.close();
  rmSync(folder, { recursive: true });
});

async function start(subject: Subject, statePath?: string): Promise<RunningEmulator> {
  const options = { port: 0, ...(statePath === undefined ? {} : { statePath }) };
  const emulator = await startEmulator(subject.service(), options);
  running.push(emulator);
  return emulator;
}

async function send(emulator: RunningEmulator, ...[method, path, body]: Question): Promise<Json> {
  const headers = {
    authorization: `Bearer ${TOKEN}`,
    'notion-version': '2026-03-11',
    'content-type': 'application/json',
  };
  const init =
    body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
  const answer = await fetch(emulator.url + path, init);
  expect(answer.status, `${method} ${path}`).toBe(200);
  return (await answer.json()) as Json;
}

async function liveThrough(subject: Subject, emulator: RunningEmulator) {
  await send(emulator, 'POST', '/__emulator/reset', { token: TOKEN });
  return subject.live((...request) => send(emulator, ...request));
}

async function ask(emulator: RunningEmulator, questions: readonly Question[]): Promise<unknown> {
  const answers: Json[] = [];
  for (const question of questions) answers.push(await send(emulator, ...question));
  return comparable(answers);
}

describe.each([
  ['Notion', notion],
  ['Google', google],
])('the emulator of %s', (_, subject) => {
  it('gives the same answers to the same requests after every reset, in every process', async () => {
    const [one, other] = [await start(subject), await start(subject)];
    const first = await liveThrough(subject, one);
    const answers = await ask(one, first.questions);
    for (const emulator of [one, other]) {
      const again = await liveThrough(subject, emulator);
      expect(comparable(again.answers)).toEqual(comparable(first.answers));
      expect(again.questions).toEqual(first.questions);
      expect(await ask(emulator, again.questions)).toEqual(answers);
    }
  });

  it('answers from its file, and from a snapshot, as before', async () => {
    const statePath = join(folder, 'state.sqlite');
    const before = await start(subject, statePath);
    const { questions } = await liveThrough(subject, before);
    const answers = await ask(before, questions);
    const snapshot = await send(before, 'POST', '/__emulator/snapshot');
    await before.close();
    running = [];
    expect(await ask(await start(subject, statePath), questions)).toEqual(answers);
    const other = await start(subject);
    await send(other, 'PUT', '/__emulator/snapshot', snapshot);
    expect(await ask(other, questions)).toEqual(answers);
  });
});
