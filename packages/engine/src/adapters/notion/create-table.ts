import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { TableShape } from '../../model/system.ts';
import type { NewTable } from '../adapter.ts';
import { describeTable } from './describe-table.ts';
import type { NotionClient } from './notion-client.ts';
import { errorOf } from './notion-errors.ts';
import { answered } from './notion-requester.ts';
import { parseNotionId } from './table-ref.ts';
import { type NotionDatabase, type NotionList, pageShape } from './wire-shapes.ts';

const OPTIONS_MAX = 100;
/** Pages of search results that are looked through for a parent. */
const SEARCH_PAGES_MAX = 10;

type NewField = NewTable['fields'][number];

/**
 * Creates a database with one data source. One request creates it whole; if it cannot be described
 * afterwards it goes to the trash again.
 * @throws CS_INVALID_REQUEST when two fields have the same name, CS_ACCESS_DENIED when no page is shared that could hold it, CS_TYPE_UNSUPPORTED
 */
export async function createTable(client: NotionClient, table: NewTable): Promise<TableShape> {
  if (new Set(table.fields.map(({ name }) => name)).size < table.fields.length) {
    throw new ChittySyncError('CS_INVALID_REQUEST', 'two fields have the same name');
  }
  const properties = propertiesOf(table);
  const parent = await parentPage(client, table);
  const database = await createDatabase(client, parent, {
    parent: { type: 'page_id', page_id: parent },
    title: [{ type: 'text', text: { content: table.title } }],
    initial_data_source: { properties },
  });
  try {
    const [dataSource] = database.data_sources;
    return await describeTable(client, { dataSourceId: dataSource?.id ?? '' });
  } catch (error) {
    const undone = await client.trashDatabase(database.id);
    if (undone.ok) throw error;
    throw new ChittySyncError(
      'CS_SYSTEM_UNAVAILABLE',
      `The new table could be neither described nor removed again; remove it in Notion`,
      { details: { databaseId: database.id, status: undone.fault.status }, cause: error },
    );
  }
}

async function createDatabase(
  client: NotionClient,
  parent: string,
  body: Readonly<Record<string, unknown>>,
): Promise<NotionDatabase> {
  const reply = await client.createDatabase(body);
  if (reply.ok) return reply.value;
  const { fault } = reply;
  if (fault.committedId !== null) {
    return answered(await client.database(fault.committedId), 'the new database');
  }
  if (fault.kind === 'not-found') throw noParent(`page ${parent} is not shared`);
  if (fault.uncertain) {
    // Not marked as retryable: a repetition could make a second table.
    throw new ChittySyncError(
      'CS_SYSTEM_UNAVAILABLE',
      `Notion did not say whether it created the table; look at the page before trying again`,
      { details: { pageId: parent, status: fault.status }, cause: fault.cause },
    );
  }
  throw errorOf(fault, 'the new database');
}

function propertiesOf(table: NewTable): Record<string, unknown> {
  const title = titleField(table);
  const properties = table.fields.map((field) => [
    field.name,
    field === title ? { title: {} } : definitionOf(field),
  ]);
  return Object.fromEntries(
    title === undefined ? [[extraTitleName(table), { title: {} }], ...properties] : properties,
  );
}

/** Each data source has exactly one title: the first text field of the key, else the first text field. */
function titleField({ fields, key }: NewTable): NewField | undefined {
  const texts = fields.filter((field) => field.cellType === 'text');
  return key.flatMap((name) => texts.filter((field) => field.name === name))[0] ?? texts[0];
}

function extraTitleName({ fields }: NewTable): string {
  const taken = new Set(fields.map((field) => field.name.toLowerCase()));
  let name = 'Name';
  for (let n = 2; taken.has(name.toLowerCase()); n += 1) name = `Name ${n}`;
  return name;
}

function definitionOf(field: NewField): Record<string, unknown> {
  switch (field.cellType) {
    case 'text':
    case 'json':
      return { rich_text: {} };
    case 'integer':
    case 'decimal':
      return { number: { format: 'number' } };
    case 'boolean':
      return { checkbox: {} };
    case 'date':
    case 'datetime':
    case 'date-range':
      return { date: {} };
    case 'enum':
      return { select: { options: optionsOf(field) } };
    case 'enum-set':
      return { multi_select: { options: optionsOf(field) } };
    case 'url':
      return { url: {} };
    case 'email':
      return { email: {} };
    case 'phone':
      return { phone_number: {} };
    case 'relation':
      return { relation: relationTo(field) };
  }
}

/** A relation needs the table that it is to, which has to be there. */
function relationTo({ name, relatesTo }: NewField): Record<string, unknown> {
  const dataSourceId = parseNotionId(relatesTo?.dataSourceId);
  if (dataSourceId !== null) return { data_source_id: dataSourceId, single_property: {} };
  throw new ChittySyncError(
    'CS_TYPE_UNSUPPORTED',
    `Notion cannot create the relation ${name} without the data source that it is to`,
    { details: { field: name } },
  );
}

function optionsOf({ name, options = [] }: NewField): { name: string }[] {
  const folded = new Set(options.map((option) => option.toLowerCase()));
  const fault =
    options.length > OPTIONS_MAX
      ? `more than ${OPTIONS_MAX} options`
      : options.some((option) => option.includes(','))
        ? 'an option with a comma'
        : folded.size < options.length
          ? 'options that differ in case only'
          : null;
  if (fault !== null) {
    throw new ChittySyncError('CS_TYPE_UNSUPPORTED', `Notion takes no ${fault} (field ${name})`, {
      details: { field: name },
    });
  }
  return options.map((option) => ({ name: option }));
}

async function parentPage(client: NotionClient, { parent }: NewTable): Promise<string> {
  if (parent !== undefined) {
    const id = parseNotionId(parent.pageId);
    if (id === null) throw noParent('the parent is not {pageId}');
    return id;
  }
  let cursor: string | null = null;
  for (let asked = 0; asked < SEARCH_PAGES_MAX; asked += 1) {
    const found: NotionList = answered(await client.search('page', cursor), 'the search for pages');
    for (const result of found.results) {
      const page = pageShape.safeParse(result);
      if (page.success && page.data.parent.type === 'workspace' && page.data.in_trash !== true) {
        return page.data.id;
      }
    }
    cursor = found.has_more ? found.next_cursor : null;
    if (cursor === null) break;
  }
  throw noParent('no page is shared');
}

function noParent(reason: string): ChittySyncError {
  return new ChittySyncError(
    'CS_ACCESS_DENIED',
    `There is no place for the table: ${reason}. Share a page of the workspace with the connection.`,
  );
}
