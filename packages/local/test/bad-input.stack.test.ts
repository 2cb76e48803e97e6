import { generateKeyPairSync, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  addToNotion,
  createItemTables,
  editSheetCell,
  ITEM_FIELD_MAPS,
  ITEM_SCHEMA,
  type ItemTables,
  item,
  readItems,
} from './item-tables.ts';
import { type Answer, type Json, type Outsider, openOutsider, runToEnd } from './outsider.ts';
import { type RunningStack, startRunningStack } from './running-stack.ts';

/** Input that cannot be accepted: the answer says what is wrong and where, and nothing of it is kept. */
interface Refused {
  readonly what: string;
  readonly send: readonly [method: string, path: string, body?: unknown];
  readonly headers?: Readonly<Record<string, string>>;
  readonly is: readonly [status: number, code: string];
  /** What the error has to name: a member of `details`, or a word of the message. */
  readonly names: string;
}

interface World {
  readonly good: Readonly<Record<keyof ItemTables, string>>;
  readonly wrong: Readonly<Record<keyof ItemTables, string>>;
  readonly duplicateHeader: { readonly spreadsheetId: string; readonly sheetId: number };
  readonly registryId: string;
}

let stack: RunningStack;
let outsider: Outsider;
let tables: ItemTables;
let world: World;
const NOBODY = randomUUID();
const ROWS = Array.from({ length: 12 }, (_, i) => item(`C${i}`, `Item ${i}`, { kind: 'tool' }));

beforeAll(async () => {
  stack = await startRunningStack();
  outsider = await openOutsider(stack.info);
  tables = await createItemTables(outsider);
  await addToNotion(outsider, tables, ROWS);
  const { notion, google, postgres } = stack.info;
  const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  const key = google.serviceAccount;
  const good = await connectAll(notion.token, postgres.url, key);
  const wrong = await connectAll('ntn_revoked', postgres.url.replace(/:[^:@]+@/, ':wrong@'), {
    ...key,
    private_key: otherKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
  });
  const book = await outsider.sheets('POST', '/v4/spreadsheets', { properties: { title: 'Two' } });
  const { spreadsheetId } = book;
  const values = [['Item No.', 'Title', 'Title']];
  const path = `/v4/spreadsheets/${spreadsheetId}/values/A1?valueInputOption=RAW`;
  await outsider.sheets('PUT', path, { values });
  const { sheetId } = book.sheets[0].properties;
  world = { good, wrong, duplicateHeader: { spreadsheetId, sheetId }, registryId: '' };
  const { body } = await outsider.api('POST', '/registries', registry());
  world = { ...world, registryId: body.id };
  const first = await runToEnd(outsider, body.id, { kind: 'sync' });
  expect(first).toMatchObject({ status: 'succeeded' });
});
afterAll(async () => {
  await outsider?.close();
  expect(await stack?.close()).toBe(0);
});

async function connectAll(token: string, url: string, key: object): Promise<World['good']> {
  const connect = async (system: string, credential: object): Promise<string> => {
    const { body } = await outsider.api('POST', '/connections', {
      name: system,
      system,
      credential,
    });
    return body.id;
  };
  return {
    notion: await connect('notion', { kind: 'token', token }),
    postgres: await connect('postgres', { kind: 'url', url }),
    sheets: await connect('sheets', { kind: 'serviceAccount', key }),
  };
}

/** A request for a registry that is good but for the changes. */
function registry(
  changes: Readonly<Record<string, unknown>> = {},
  bindings: { readonly [system in keyof ItemTables]?: Readonly<Record<string, unknown>> } = {},
) {
  const systems = ['notion', 'postgres', 'sheets'] as const;
  return {
    name: 'Items',
    schema: ITEM_SCHEMA,
    key: ['code'],
    bindings: systems.map((system) => ({
      name: system,
      connectionId: world.good[system],
      table: tables[system],
      fields: ITEM_FIELD_MAPS[system],
      ...bindings[system],
    })),
    safety: { maxInvalidPercent: 50 },
    ...changes,
  };
}

const declare = (...parts: Parameters<typeof registry>): Refused['send'] => [
  ...(['POST', '/registries', registry(...parts)] as const),
];
const connect = (system: string, credential: object): Refused['send'] => [
  ...(['POST', '/connections', { name: 'x', system, credential }] as const),
];
const newTable = (system: keyof ItemTables, changes: object): Refused['send'] => {
  const body = { title: 'Odd Items', schema: ITEM_SCHEMA, key: ['code'], ...changes };
  return ['POST', `/connections/${world.good[system]}/tables`, body];
};
const fieldsWith = (system: keyof ItemTables, changes: object) => ({
  fields: { ...ITEM_FIELD_MAPS[system], ...changes },
});
const schemaWith = (properties: object) => ({
  schema: { ...ITEM_SCHEMA, properties: { ...ITEM_SCHEMA.properties, ...properties } },
});

/** Every case is a function: it is asked for once the world stands. */
const CASES: readonly (() => Refused)[] = [
  // Tables and columns that are not there.
  ...(
    [
      ['notion', 0, { dataSourceId: NOBODY }],
      ['postgres', 1, { schema: 'public', name: 'absent' }],
      ['sheets', 2, { spreadsheetId: 'absent', sheetId: 0 }],
    ] as const
  ).map(([system, i, table]) => () => ({
    what: `a table that ${system} does not have`,
    send: declare({}, { [system]: { table } }),
    is: [422, 'CS_TABLE_NOT_FOUND'] as const,
    names: `bindings[${i}].table`,
  })),
  () => ({
    what: 'a table in the words of another system',
    send: declare({}, { notion: { table: { schema: 'public', name: 'x' } } }),
    is: [400, 'CS_INVALID_REQUEST'],
    names: 'bindings[0].table',
  }),
  () => ({
    what: 'a tab that the spreadsheet does not have',
    send: declare({}, { sheets: { table: { ...tables.sheets, sheetId: 424_242 } } }),
    is: [422, 'CS_TABLE_NOT_FOUND'],
    names: 'bindings[2].table',
  }),
  () => ({
    what: 'a column that is missing',
    send: declare({}, { sheets: fieldsWith('sheets', { title: { column: 'Titel' } }) }),
    is: [422, 'CS_COLUMN_MISSING'],
    names: 'bindings[2].fields.title',
  }),
  () => ({
    what: 'a header that stands twice',
    send: declare({}, { sheets: { table: world.duplicateHeader } }),
    is: [422, 'CS_HEADER_DUPLICATE'],
    names: 'bindings[2].table',
  }),
  () => ({
    what: 'a column of another type',
    send: declare({}, { notion: fieldsWith('notion', { title: { column: 'active' } }) }),
    is: [422, 'CS_TYPE_UNSUPPORTED'],
    names: 'bindings[0].fields.title',
  }),
  // Credentials.
  ...(['notion', 'postgres', 'sheets'] as const).flatMap((system, i) => [
    () => ({
      what: `a binding whose credential ${system} refuses`,
      send: declare({}, { [system]: { connectionId: world.wrong[system] } }),
      is: [422, 'CS_CREDENTIAL_REFUSED'] as const,
      names: `bindings[${i}].connectionId`,
    }),
    () => ({
      what: `the tables of a credential that ${system} refuses`,
      send: ['GET', `/connections/${world.wrong[system]}/tables`] as const,
      is: [422, 'CS_CREDENTIAL_REFUSED'] as const,
      names: system === 'notion' ? '401' : system === 'postgres' ? '28P01' : 'invalid_grant',
    }),
  ]),
  () => ({
    what: 'a credential of another kind',
    send: connect('sheets', { kind: 'token', token: 'x' }),
    is: [422, 'CS_CREDENTIAL_INVALID'],
    names: 'credential.kind',
  }),
  () => ({
    what: 'a key that is not PEM',
    send: connect('sheets', {
      kind: 'serviceAccount',
      key: { client_email: 'a@example.org', private_key: 'secret-without-form' },
    }),
    is: [422, 'CS_CREDENTIAL_INVALID'],
    names: 'private_key',
  }),
  () => ({
    what: 'a URL that is none',
    send: connect('postgres', { kind: 'url', url: 'mysql://u:p@h/d' }),
    is: [422, 'CS_CREDENTIAL_INVALID'],
    names: 'postgres',
  }),
  // The declaration in itself.
  () => ({
    what: 'no key',
    send: declare({ key: [] }),
    is: [422, 'CS_KEY_MISSING'],
    names: '"path":"key"',
  }),
  () => ({
    what: 'a key that the schema does not have',
    send: declare({ key: ['sku'] }),
    is: [422, 'CS_KEY_MISSING'],
    names: 'key[0]',
  }),
  () => ({
    what: 'a key that a binding does not map',
    send: declare(
      {},
      { postgres: fieldsWith('postgres', { code: { column: 'code', access: 'none' } }) },
    ),
    is: [422, 'CS_KEY_MISSING'],
    names: 'bindings[1].fields.code',
  }),
  () => ({
    what: 'a schema with a reference',
    send: declare(schemaWith({ title: { $ref: '#/$defs/title' } })),
    is: [422, 'CS_SCHEMA_INVALID'],
    names: 'schema.properties.title.$ref',
  }),
  () => ({
    what: 'one binding',
    send: declare({ bindings: registry().bindings.slice(1, 2) }),
    is: [400, 'CS_INVALID_REQUEST'],
    names: '"path":"bindings"',
  }),
  () => ({
    what: 'an unknown field',
    send: declare({ colour: 'red' }),
    is: [400, 'CS_INVALID_REQUEST'],
    names: '"path":"colour"',
  }),
  () => ({
    what: 'U+0000 in a name',
    send: declare({ name: 'a\u0000b' }),
    is: [400, 'CS_INVALID_REQUEST'],
    names: '"path":"name"',
  }),
  () => ({
    what: 'half of a surrogate pair in a schema',
    send: declare(schemaWith({ title: { type: 'string', description: 'a\ud800' } })),
    is: [400, 'CS_INVALID_REQUEST'],
    names: 'schema.properties.title.description',
  }),
  // Tables that cannot be made.
  () => ({
    what: 'a new table whose name is taken',
    send: newTable('postgres', {}),
    is: [409, 'CS_STATE_CONFLICT'],
    names: 'Odd Items',
  }),
  () => ({
    what: 'a new table in a schema that is not there',
    send: newTable('postgres', { parent: { schema: 'absent' } }),
    is: [422, 'CS_TABLE_NOT_FOUND'],
    names: 'absent',
  }),
  () => ({
    what: 'a new table with an option that Notion cannot hold',
    send: newTable('notion', schemaWith({ kind: { type: 'string', enum: ['a,b'] } })),
    is: [422, 'CS_TYPE_UNSUPPORTED'],
    names: 'kind',
  }),
  () => ({
    what: 'a new tab in a spreadsheet that is not there',
    send: newTable('sheets', { parent: { spreadsheetId: 'absent' } }),
    is: [422, 'CS_TABLE_NOT_FOUND'],
    names: 'absent',
  }),
  // Ids and queries.
  ...[
    ['GET', `/connections/${NOBODY}`],
    ['DELETE', `/connections/${NOBODY}`],
    ['POST', `/connections/${NOBODY}/check`],
    ['GET', `/registries/${NOBODY}`],
    ['PATCH', `/registries/${NOBODY}`, { name: 'x' }],
    ['POST', `/registries/${NOBODY}/activate`],
    ['POST', `/registries/${NOBODY}/runs`, { kind: 'sync' }],
    ['GET', `/registries/${NOBODY}/records`],
    ['GET', `/runs/${NOBODY}`],
    ['GET', `/runs/${NOBODY}/plan`],
    ['POST', `/runs/${NOBODY}/approve`, { planHash: 'x' }],
    ['POST', `/conflicts/${NOBODY}/resolve`, { use: 'notion' }],
  ].map((send) => () => ({
    what: `an id that nothing has: ${send[0]} ${String(send[1]).replace(NOBODY, ':id')}`,
    send: send as unknown as Refused['send'],
    is: [404, 'CS_NOT_FOUND'] as const,
    names: NOBODY,
  })),
  ...[
    ['/runs/17', '"path":"id"'],
    ['/registries?limit=0', '"path":"limit"'],
    ['/registries?limit=many', '"path":"limit"'],
    ['/registries?cursor=nonsense', '"path":"cursor"'],
    ['/registries?colour=red', '"path":"colour"'],
    ['/conflicts?status=maybe', '"path":"status"'],
    ['/audit/entries?q=%00', '"path":"q"'],
  ].map(([path = '', names = '']) => () => ({
    what: `GET ${path}`,
    send: ['GET', path] as const,
    is: [400, 'CS_INVALID_REQUEST'] as const,
    names,
  })),
  () => ({
    what: 'a route that is not there',
    send: ['GET', '/registry'],
    is: [404, 'CS_ROUTE_NOT_FOUND'],
    names: '/api/v1/registry',
  }),
  () => ({
    what: 'a run id that is none',
    send: ['POST', `/registries/${world.registryId}/runs`, { kind: 'sync', runId: '17' }],
    is: [400, 'CS_INVALID_REQUEST'],
    names: 'runId',
  }),
  // Bearers.
  ...['', 'Bearer', 'Bearer nonsense', 'Bearer a.b.c', 'Basic YWRtaW46YWRtaW4='].map(
    (authorization) => () => ({
      what: `the authorization "${authorization}"`,
      send: ['GET', '/connections'] as const,
      headers: { authorization },
      is: [401, 'CS_UNAUTHORIZED'] as const,
      names: 'token',
    }),
  ),
];

describe('bad input', () => {
  it('is refused with a code and its place, and nothing of it is kept', async () => {
    const before = await everything();
    const answered: unknown[] = [];
    const wanted: unknown[] = [];
    for (const make of CASES) {
      const { what, send, headers = {}, is, names } = make();
      const [method, path, body] = send;
      const sent = { 'x-request-id': 'req-17', ...headers };
      const answer = await outsider.api(method, path, body, sent);
      answered.push([what, ...summary(answer, names)]);
      wanted.push([what, ...is, names]);
    }
    expect(answered).toEqual(wanted);
    expect(await everything()).toEqual(before);
  });
});

/** Status, code and the place, if the answer is an envelope that names it; else what it is instead. */
function summary({ status, headers, body }: Answer, names: string): readonly unknown[] {
  const text = JSON.stringify(body);
  const { code, message, details, requestId } = body?.error ?? {};
  const isEnvelope =
    body?.success === false && /^CS_/.test(code) && message !== '' && requestId === 'req-17';
  const isClean = !/\bat \S+ \(|node_modules|\.ts:\d|wrong@|secret-without-form/.test(text);
  const asks = status !== 401 || headers.get('www-authenticate')?.startsWith('Bearer');
  const place = JSON.stringify(details ?? {}).includes(names) || message?.includes(names);
  if (isEnvelope && isClean && asks && place) return [status, code, names];
  return [status, code, text];
}

/** All that a refused request could have left behind. */
async function everything(): Promise<Json> {
  const list = async (path: string) => (await outsider.api('GET', path)).body.items;
  const ids = async (path: string) => (await list(path)).map(({ id }: Json) => id);
  const tablesOf = async (id: string) =>
    (await list(`/connections/${id}/tables`)).map(({ table }: Json) => table);
  return {
    connections: await ids('/connections'),
    registries: await ids('/registries'),
    runs: await ids(`/registries/${world.registryId}/runs`),
    tables: await Promise.all(Object.values(world.good).map(tablesOf)),
  };
}
