import { randomUUID } from 'node:crypto';
import { type BadInputWorld, registryRequest } from './bad-input-world.ts';
import { ITEM_SCHEMA } from './item.ts';
import { ITEM_FIELD_MAPS, type ItemTables } from './item-tables.ts';
import type { RegistryChanges } from './items-registry.ts';

/**
 * Input that cannot be accepted: what it is, the status and the code of the answer, what its error has to name
 * (a member of `details`, or a word of the message), and the request.
 */
export type RefusedRequest = readonly [
  what: string,
  status: number,
  code: string,
  names: string,
  request: readonly [method: string, path: string, body?: unknown],
  headers?: Readonly<Record<string, string>>,
];

type Request = RefusedRequest[4];

const NOBODY = randomUUID();
const SYSTEMS = ['notion', 'postgres', 'sheets'] as const;
const TOKEN = { kind: 'token', token: 'x' };

const fieldsWith = (system: keyof ItemTables, changes: object) => ({
  [system]: { fields: { ...ITEM_FIELD_MAPS[system], ...changes } },
});
const schemaWith = (properties: object) => ({
  schema: { ...ITEM_SCHEMA, properties: { ...ITEM_SCHEMA.properties, ...properties } },
});

/** Registries over tables and columns that are not there, or are not as they would have to be. */
export function refusedTables(world: BadInputWorld): readonly RefusedRequest[] {
  const declare = (bindings: RegistryChanges[1]): Request => {
    return ['POST', '/registries', registryRequest(world, {}, bindings)];
  };
  const { sheets } = world.tables;
  const unknown = 'CS_TABLE_NOT_FOUND';
  const absent = { schema: 'public', name: 'absent' };
  return [
    [
      'a data source that is not there',
      422,
      unknown,
      'bindings[0].table',
      declare({ notion: { table: { dataSourceId: NOBODY } } }),
    ],
    [
      'a table that is not there',
      422,
      unknown,
      'bindings[1].table',
      declare({ postgres: { table: absent } }),
    ],
    [
      'a spreadsheet that is not there',
      422,
      unknown,
      'bindings[2].table',
      declare({ sheets: { table: { spreadsheetId: 'absent', sheetId: 0 } } }),
    ],
    [
      'a tab that is not there',
      422,
      unknown,
      'bindings[2].table',
      declare({ sheets: { table: { ...sheets, sheetId: 424_242 } } }),
    ],
    [
      "another system's words",
      400,
      'CS_INVALID_REQUEST',
      'bindings[0].table',
      declare({ notion: { table: absent } }),
    ],
    [
      'a missing column',
      422,
      'CS_COLUMN_MISSING',
      'bindings[2].fields.title',
      declare(fieldsWith('sheets', { title: { column: 'Titel' } })),
    ],
    [
      'a header twice',
      422,
      'CS_HEADER_DUPLICATE',
      'bindings[2].table',
      declare({ sheets: { table: world.duplicateHeader } }),
    ],
    [
      'another type',
      422,
      'CS_TYPE_UNSUPPORTED',
      'bindings[0].fields.title',
      declare(fieldsWith('notion', { title: { column: 'active' } })),
    ],
  ];
}

/** Credentials of the wrong form, and well-formed ones that the system refuses. */
export function refusedCredentials(world: BadInputWorld): readonly RefusedRequest[] {
  const connect = (name: string, system: string, credential: object): Request => {
    return ['POST', '/connections', { name, system, credential }];
  };
  const key = { client_email: 'a@example.org', private_key: 'secret-without-form' };
  const refusedBy = { notion: '401', postgres: '28P01', sheets: 'Google' };
  const invalid = 'CS_CREDENTIAL_INVALID';
  return [
    ...SYSTEMS.flatMap((system, i): RefusedRequest[] => {
      const connectionId = world.wrong[system];
      const registry = registryRequest(world, {}, { [system]: { connectionId } });
      const place = `bindings[${i}].connectionId`;
      const refused = [422, 'CS_CREDENTIAL_REFUSED'] as const;
      const tables = ['GET', `/connections/${connectionId}/tables`] as const;
      return [
        [`a refused binding of ${system}`, ...refused, place, ['POST', '/registries', registry]],
        [`the tables of a refused ${system}`, ...refused, refusedBy[system], tables],
      ];
    }),
    ['another kind', 422, invalid, 'credential.kind', connect('x', 'sheets', TOKEN)],
    [
      'a key that is not PEM',
      422,
      invalid,
      'private_key',
      connect('x', 'sheets', { kind: 'serviceAccount', key }),
    ],
    [
      'a URL of something else',
      422,
      invalid,
      'postgres',
      connect('x', 'postgres', { kind: 'url', url: 'mysql://u:p@h/d' }),
    ],
    [
      'a name that is taken',
      409,
      'CS_STATE_CONFLICT',
      'good notion',
      connect('good notion', 'notion', TOKEN),
    ],
  ];
}

/** Registries that are wrong in themselves. */
export function refusedDeclarations(world: BadInputWorld): readonly RefusedRequest[] {
  const declare = (...changes: RegistryChanges): Request => {
    return ['POST', '/registries', registryRequest(world, ...changes)];
  };
  const bindings = registryRequest(world).bindings.slice(1, 2);
  const unmapped = fieldsWith('postgres', { code: { column: 'code', access: 'none' } });
  const half = { title: { type: 'string', description: 'a\ud800' } };
  const deep = JSON.parse(`${'['.repeat(2000)}${']'.repeat(2000)}`);
  const [invalid, keyless] = ['CS_INVALID_REQUEST', 'CS_KEY_MISSING'];
  return [
    ['no key', 422, keyless, '"path":"key"', declare({ key: [] })],
    ['a key of no field', 422, keyless, 'key[0]', declare({ key: ['sku'] })],
    ['an unmapped key', 422, keyless, 'bindings[1].fields.code', declare({}, unmapped)],
    [
      'a reference',
      422,
      'CS_SCHEMA_INVALID',
      'schema.properties.title',
      declare(schemaWith({ title: { $ref: '#/$defs/title' } })),
    ],
    [
      'a deep schema',
      422,
      'CS_SCHEMA_INVALID',
      'schema.allOf',
      declare({ schema: { ...ITEM_SCHEMA, allOf: deep } }),
    ],
    ['one binding', 400, invalid, '"path":"bindings"', declare({ bindings })],
    ['an unknown field', 400, invalid, '"path":"colour"', declare({ colour: 'red' })],
    ['U+0000 in a name', 400, invalid, '"path":"name"', declare({ name: 'a\u0000b' })],
    ['half a surrogate pair', 400, invalid, 'schema.properties.title', declare(schemaWith(half))],
    [
      'a run id that is none',
      400,
      invalid,
      '"path":"runId"',
      ['POST', `/registries/${world.registryId}/runs`, { kind: 'sync', runId: '17' }],
    ],
  ];
}

/** Tables that cannot be made. */
export function refusedNewTables(world: BadInputWorld): readonly RefusedRequest[] {
  const make = (system: keyof ItemTables, changes: object = {}): Request => {
    const body = { title: 'Odd Items', schema: ITEM_SCHEMA, key: ['code'], ...changes };
    return ['POST', `/connections/${world.good[system]}/tables`, body];
  };
  const parent = '"path":"parent"';
  const comma = schemaWith({ kind: { type: 'string', enum: ['a,b'] } });
  return [
    ['a title that is taken', 409, 'CS_STATE_CONFLICT', 'Odd Items', make('postgres')],
    [
      'an absent schema',
      422,
      'CS_TABLE_NOT_FOUND',
      parent,
      make('postgres', { parent: { schema: 'absent' } }),
    ],
    [
      'an absent spreadsheet',
      422,
      'CS_TABLE_NOT_FOUND',
      parent,
      make('sheets', { parent: { spreadsheetId: 'absent' } }),
    ],
    ['an option with a comma', 422, 'CS_TYPE_UNSUPPORTED', 'kind', make('notion', comma)],
  ];
}

/** Ids that nothing has, addresses that lead nowhere, and queries that mean nothing. */
export function refusedAddresses(): readonly RefusedRequest[] {
  const absent: readonly Request[] = [
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
  ];
  const queries = [
    ['/runs/17', 'id'],
    ['/registries?limit=0', 'limit'],
    ['/registries?limit=many', 'limit'],
    ['/registries?cursor=nonsense', 'cursor'],
    ['/registries?colour=red', 'colour'],
    ['/conflicts?status=maybe', 'status'],
    ['/audit/entries?q=%00', 'q'],
  ] as const;
  return [
    ...absent.map((request): RefusedRequest => {
      const [method, path] = request;
      return [`${method} ${path}`, 404, 'CS_NOT_FOUND', NOBODY, request];
    }),
    ...queries.map(([path, name]): RefusedRequest => {
      return [path, 400, 'CS_INVALID_REQUEST', `"path":"${name}"`, ['GET', path]];
    }),
    ['no such route', 404, 'CS_ROUTE_NOT_FOUND', '/api/v1/registry', ['GET', '/registry']],
  ];
}

/** Calls without an accepted token. */
export function refusedBearers(): readonly RefusedRequest[] {
  const sent = ['', 'Bearer', 'Bearer nonsense', 'Bearer a.b.c', 'Basic YWRtaW46YWRtaW4='];
  const request = ['GET', '/connections'] as const;
  return sent.map((authorization) => {
    const what = `the authorization "${authorization}"`;
    return [what, 401, 'CS_UNAUTHORIZED', 'token', request, { authorization }];
  });
}
