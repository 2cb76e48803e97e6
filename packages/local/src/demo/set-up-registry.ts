import type { StackInfo } from '../stack/stack-info.ts';
import type { ApiClient } from './api-client.ts';
import type { Country } from './countries.ts';
import { COUNTRY_FIELDS, COUNTRY_SCHEMA } from './countries.ts';
import type { DemoSystems } from './demo-systems.ts';

/** Where the demo's registry and its three tables are. */
export interface DemoRegistry {
  readonly id: string;
  readonly dataSourceId: string;
  readonly table: { readonly schema: string; readonly name: string };
  readonly spreadsheetId: string;
  readonly sheetId: number;
}

interface StoredBinding {
  readonly name: string;
  readonly table: Readonly<Record<string, string | number>>;
}

export const DEMO_REGISTRY_NAME = 'Countries';

/** The registry of an earlier start on the same home, if there is one. */
export async function findDemoRegistry(api: ApiClient): Promise<DemoRegistry | null> {
  const registries = await api.list<{
    readonly id: string;
    readonly name: string;
    readonly bindings: readonly StoredBinding[];
  }>('/registries');
  const found = registries.find(({ name }) => name === DEMO_REGISTRY_NAME);
  if (found === undefined) return null;
  const refs = Object.assign({}, ...found.bindings.map(({ table }) => table));
  const { schema, name } = refs;
  return { id: found.id, table: { schema, name }, ...refs };
}

/**
 * Fills Notion with the countries through Notion's own API, creates the two other tables, empty, through
 * ChittySync, and the registry over all three.
 */
export async function setUpRegistry(
  stack: StackInfo,
  api: ApiClient,
  systems: DemoSystems,
  countries: readonly Country[],
): Promise<DemoRegistry> {
  const dataSourceId = await fillNotion(stack, systems, countries);
  const spreadsheet = await systems.sheets<{ spreadsheetId: string }>('POST', '/v4/spreadsheets', {
    properties: { title: 'Reference data', timeZone: 'Europe/Berlin' },
  });
  const connect = (system: string, credential: unknown) =>
    api.post<{ id: string }>('/connections', { name: `Demo ${system}`, system, credential });
  const notion = await connect('notion', { kind: 'token', token: stack.notion.token });
  const postgres = await connect('postgres', { kind: 'url', url: stack.postgres.url });
  const sheets = await connect('sheets', {
    kind: 'serviceAccount',
    key: stack.google.serviceAccount,
  });
  const create = <T>(connection: { id: string }, title: string, parent?: object) =>
    api.post<{ table: T }>(`/connections/${connection.id}/tables`, {
      title,
      schema: COUNTRY_SCHEMA,
      key: ['code'],
      ...(parent === undefined ? {} : { parent }),
    });
  const table = await create<DemoRegistry['table']>(postgres, 'countries');
  const { spreadsheetId } = spreadsheet;
  const sheet = await create<{ spreadsheetId: string; sheetId: number }>(sheets, 'Countries', {
    spreadsheetId,
  });
  const fields = Object.fromEntries(COUNTRY_FIELDS.map((field) => [field, { column: field }]));
  const registry = await api.post<{ id: string }>('/registries', {
    name: DEMO_REGISTRY_NAME,
    schema: COUNTRY_SCHEMA,
    key: ['code'],
    schedule: { everyMinutes: 15 },
    bindings: [
      { name: 'notion', connectionId: notion.id, table: { dataSourceId }, fields },
      { name: 'postgres', connectionId: postgres.id, table: table.table, fields },
      { name: 'sheets', connectionId: sheets.id, table: sheet.table, fields },
    ],
  });
  return { id: registry.id, dataSourceId, table: table.table, ...sheet.table };
}

async function fillNotion(
  stack: StackInfo,
  { notion }: DemoSystems,
  countries: readonly Country[],
): Promise<string> {
  const continents = [...new Set(countries.map(({ continent }) => continent))];
  const database = await notion.databases.create({
    parent: { type: 'page_id', page_id: stack.notion.rootPageId },
    title: [{ text: { content: 'Countries' } }],
    initial_data_source: {
      properties: {
        name: { title: {} },
        code: { rich_text: {} },
        continent: { select: { options: continents.map((name) => ({ name })) } },
        link: { url: {} },
        number: { number: {} },
        keywords: { rich_text: {} },
      },
    },
  });
  const dataSourceId = 'data_sources' in database ? database.data_sources[0]?.id : undefined;
  if (dataSourceId === undefined) throw new Error('the new database has no data source');
  for (const country of countries) {
    await notion.pages.create({
      parent: { type: 'data_source_id', data_source_id: dataSourceId },
      properties: {
        name: { title: [{ text: { content: country.name } }] },
        code: { rich_text: [{ text: { content: country.code } }] },
        continent: { select: { name: country.continent } },
        link: { url: country.link },
        number: { number: country.number },
        keywords: { rich_text: [{ text: { content: country.keywords } }] },
      },
    });
  }
  return dataSourceId;
}
