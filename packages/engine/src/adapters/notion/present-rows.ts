import type { BoundTable } from '../../model/bound-table.ts';
import { type Cells, cellsEqual } from '../../model/cell.ts';
import type { RowWrite } from '../../model/write.ts';
import { projectCell } from '../adapter.ts';
import { anyOf, isEmptyKey, keyFilter } from './key-filter.ts';
import type { NotionClient } from './notion-client.ts';
import { answered } from './notion-requester.ts';
import { queryRows, wholePage } from './read-rows.ts';
import { decodeField, type TableCodecs } from './table-codecs.ts';
import { parseNotionId } from './table-ref.ts';
import type { NotionPage } from './wire-shapes.ts';

/** Up to this many rows are asked for one by one, each right before its write. */
const SINGLE_READS_MAX = 3;
/** A page that was seen longer ago (the chunk had to wait) is asked for again before it is written. */
const FRESH_MS = 30_000;

/** What Notion shows now of the rows that a chunk of writes concerns. */
export interface PresentRows {
  /** The page of a row, or null where there is none for this token. Asks Notion if it must. */
  page(externalId: string): Promise<NotionPage | null>;
  /** A row with this key among those known, or null. The keys of creates were asked for. */
  withKey(key: Cells): NotionPage | null;
  /** Whether Notion can be asked for this key; else no row is found by it. */
  canFind(key: Cells): boolean;
  /** Asks Notion anew for a row with this key. */
  findKey(key: Cells): Promise<NotionPage | null>;
  /** Notes a page that this chunk has created or changed. */
  note(page: NotionPage): void;
}

/**
 * Looks for the rows with one query by their keys: it gives their present cells however long ago they
 * were read and however many other rows were edited since. What it does not show (a key that was edited,
 * a row in the trash) is asked for by id.
 */
export async function presentRows(
  client: NotionClient,
  codecs: TableCodecs,
  writes: readonly RowWrite[],
  now: () => Date,
): Promise<PresentRows> {
  const known = new Map<string, { readonly page: NotionPage; readonly at: number }>();
  const note = (page: NotionPage): void => {
    known.set(parseNotionId(page.id) ?? page.id, { page, at: now().getTime() });
  };
  const query = async (keys: readonly Cells[]): Promise<NotionPage[]> => {
    const pages = await queryKeys(client, codecs, keys);
    for (const page of pages) note(page);
    return pages;
  };
  await query(keysToLookFor(codecs, writes));
  return {
    page: async (externalId) => {
      const id = parseNotionId(externalId) ?? externalId;
      const seen = known.get(id);
      const isFresh = seen !== undefined && now().getTime() - seen.at <= FRESH_MS;
      return isFresh ? seen.page : retrieve(client, id);
    },
    withKey: (key) => {
      const pages = [...known.values()].map((seen) => seen.page);
      return pages.find((page) => hasKey(codecs, page, key)) ?? null;
    },
    canFind: (key) => keyFilter(codecs, key) !== null,
    findKey: async (key) => {
      const pages = await query([key]);
      return pages.find((page) => hasKey(codecs, page, key)) ?? null;
    },
    note,
  };
}

/** The page as it is now, or null for one that this token cannot see. */
export async function retrieve(client: NotionClient, id: string): Promise<NotionPage | null> {
  const reply = await client.page(id);
  return !reply.ok && reply.fault.kind === 'not-found' ? null : answered(reply, `page ${id}`);
}

function keysToLookFor({ table }: TableCodecs, writes: readonly RowWrite[]): Cells[] {
  const creates = writes.filter((write) => write.kind === 'create');
  const others = writes.filter((write) => write.kind === 'update' || write.kind === 'delete');
  const searched = others.length > SINGLE_READS_MAX ? [...creates, ...others] : creates;
  return searched.map((write) => (write.kind === 'create' ? write.key : keyBefore(table, write)));
}

function keyBefore({ key }: BoundTable, write: RowWrite): Cells {
  return Object.fromEntries(
    key.map((name) => {
      const written = write.cells[name];
      return [name, (written === undefined ? write.key[name] : written.before) ?? null];
    }),
  );
}

async function queryKeys(
  client: NotionClient,
  codecs: TableCodecs,
  keys: readonly Cells[],
): Promise<NotionPage[]> {
  const filters = keys.map((key) => keyFilter(codecs, key)).filter((filter) => filter !== null);
  if (filters.length === 0) return [];
  const pages: NotionPage[] = [];
  let cursor: string | null = null;
  do {
    const list = await queryRows(client, codecs, { cursor, filter: anyOf(filters) });
    for (const result of list.results) {
      if (result.object === 'page') pages.push(wholePage(result, codecs.table));
    }
    cursor = list.has_more ? list.next_cursor : null;
  } while (cursor !== null);
  return pages;
}

function hasKey(codecs: TableCodecs, page: NotionPage, key: Cells): boolean {
  if (page.in_trash === true || isEmptyKey(codecs.table, key)) return false;
  return codecs.table.key.every((name) => {
    const field = codecs.byField.get(name);
    if (field === undefined) return false;
    const present = decodeField(page, field);
    const wanted = projectCell(field.codec, key[name] ?? null);
    return present.ok && wanted.ok && cellsEqual(present.cell, wanted.cell);
  });
}
