import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { BoundTable } from '../../model/bound-table.ts';
import type { Cells } from '../../model/cell.ts';
import type { TableField } from '../../model/system.ts';
import { describeTable } from './describe-table.ts';
import { anyOf, keyFilter } from './key-filter.ts';
import { presenceOf } from './look-up-rows.ts';
import type { NotionClient } from './notion-client.ts';
import { presentDataSource } from './present-data-source.ts';
import { retrieve } from './present-rows.ts';
import { queryRows, readRows, wholePage } from './read-rows.ts';
import { RelatedKeys } from './related-keys.ts';
import { codecsOf, rowOf, type TableCodecs } from './table-codecs.ts';
import type { NotionPage } from './wire-shapes.ts';

/** Queries that reading a related table takes at most; a cursor that never ends is a fault. */
const QUERIES_MAX = 20_000;
/** Keys that one query asks for. */
const KEYS_PER_QUERY = 100;
/** The one field of a related table that is read. */
const KEY = 'key';

/** What holds the keys of a related table where nothing else was declared. */
export const TITLE_COLUMN: TableField = {
  id: 'title',
  name: 'title',
  nativeType: 'title',
  cellType: 'text',
  writable: true,
};

/**
 * The rows of a table that a relation is to, by page and by key. The table is read once, when the first page or key
 * of it is asked for; what came into it since is asked for by itself.
 */
export class RelatedPages {
  private readonly client: NotionClient;
  private readonly dataSourceId: string;
  private readonly column: TableField | { readonly declared: string };
  private readonly keys = new RelatedKeys();
  private reading: Promise<TableCodecs> | null = null;

  /** `column` holds the keys; a declared one is its name or id. */
  constructor(
    client: NotionClient,
    dataSourceId: string,
    column: TableField | { readonly declared: string },
  ) {
    this.client = client;
    this.dataSourceId = dataSourceId;
    this.column = column;
  }

  /**
   * Relations to a table that is not shared any more read as empty, which would pass for cleared.
   * @throws CS_TABLE_NOT_FOUND when the table does not exist, is not shared or lies in the trash
   */
  async requirePresent(): Promise<void> {
    await presentDataSource(this.client, { dataSourceId: this.dataSourceId });
  }

  /** The key of a page; null for one without a key, and for one that is no row of the table any more. */
  async keyOf(pageId: string): Promise<string | null> {
    const codecs = await this.open();
    if (this.keys.keyOf(pageId) === undefined) {
      const page = await retrieve(this.client, pageId);
      this.keys.learn(pageId, page === null ? null : keyOfRow(codecs, page));
    }
    return this.keys.keyOf(pageId) ?? null;
  }

  /** Looks for the rows of keys that are not known, so that `pagesWith` can tell of them. */
  async prepare(keys: readonly string[]): Promise<void> {
    const codecs = await this.open();
    const missing = keys.filter((key) => this.keys.pagesWith(key).length === 0);
    for (let from = 0; from < missing.length; from += KEYS_PER_QUERY) {
      const asked = missing.slice(from, from + KEYS_PER_QUERY);
      for (const page of await rowsWith(this.client, codecs, asked)) {
        this.keys.learn(page.id, keyOfRow(codecs, page));
      }
    }
  }

  /** The known rows with a key: more than one where it is ambiguous. */
  pagesWith(key: string): readonly string[] {
    return this.keys.pagesWith(key);
  }

  /** Whether the row with a key went away while the table was known: relations to it may show it no more. */
  isGone(key: string): boolean {
    return this.keys.isGone(key);
  }

  /** Notes a page that was created, changed or put into the trash meanwhile, if it is a row of the table. */
  async note(page: NotionPage): Promise<void> {
    if (this.reading === null) return;
    const codecs = await this.reading;
    if (presenceOf(codecs.table, page) !== 'present') this.keys.forget(page.id);
    else if (showsKey(codecs, page)) this.keys.learn(page.id, keyOfRow(codecs, page));
  }

  private open(): Promise<TableCodecs> {
    // One that failed is begun anew by who asks next.
    this.reading ??= this.read().catch((error: unknown) => {
      this.reading = null;
      throw error;
    });
    return this.reading;
  }

  private async read(): Promise<TableCodecs> {
    const { client, dataSourceId, column } = this;
    const found =
      'declared' in column ? await declaredColumn(client, dataSourceId, column.declared) : column;
    const table = keyTable(dataSourceId, found);
    let cursor: string | null = null;
    for (let query = 0; query < QUERIES_MAX; query += 1) {
      const page = await readRows(client, table, cursor);
      for (const { externalId, cells } of page.rows)
        this.keys.learn(externalId ?? '', keyIn(cells));
      cursor = page.nextCursor;
      if (cursor === null) return codecsOf(table);
    }
    throw new ChittySyncError(
      'CS_FETCH_INCOMPLETE',
      `the related data source ${dataSourceId} did not end`,
      { details: { dataSourceId } },
    );
  }
}

function keyTable(dataSourceId: string, column: TableField): BoundTable {
  const cellType = column.cellType ?? 'text';
  return {
    ref: { dataSourceId },
    fields: [{ field: KEY, cellType, access: 'read', column }],
    key: [KEY],
  };
}

function keyOfRow(codecs: TableCodecs, page: NotionPage): string | null {
  const isRow = presenceOf(codecs.table, page) === 'present';
  return isRow ? keyIn(rowOf(codecs, page, 0).cells) : null;
}

function keyIn(cells: Cells): string | null {
  const cell = cells[KEY] ?? null;
  return cell === null ? null : String(cell);
}

/** A page that was answered with some of its properties only may lack the key. */
function showsKey({ byField }: TableCodecs, page: NotionPage): boolean {
  const id = byField.get(KEY)?.bound.column.id;
  return Object.values(page.properties).some((property) => property.id === id);
}

async function declaredColumn(
  client: NotionClient,
  dataSourceId: string,
  declared: string,
): Promise<TableField> {
  const { fields } = await describeTable(client, { dataSourceId });
  const found =
    fields.find(({ id }) => id === declared) ?? fields.find(({ name }) => name === declared);
  if (found !== undefined) return found;
  throw new ChittySyncError(
    'CS_COLUMN_MISSING',
    `the related data source ${dataSourceId} has no property ${declared}`,
    { details: { dataSourceId, column: declared } },
  );
}

async function rowsWith(
  client: NotionClient,
  codecs: TableCodecs,
  keys: readonly string[],
): Promise<NotionPage[]> {
  const filters = keys
    .map((key) => keyFilter(codecs, { [KEY]: key }))
    .filter((found) => found !== null);
  if (filters.length === 0) return [];
  const list = await queryRows(client, codecs, { cursor: null, filter: anyOf(filters) });
  return list.results.flatMap((result) =>
    result.object === 'page' ? [wholePage(result, codecs.table)] : [],
  );
}
