import type { TestWorkspace } from '../../../src/adapters/notion/notion-workspace.fixture.ts';
import { must } from '../../../src/errors/assert.ts';
import type { Cell, Cells } from '../../../src/model/cell.ts';
import { notionRelatedTable, type RelatedTable } from './notion-related-table.ts';
import {
  emptyAsNull,
  findOne,
  instant,
  type PeoplesTable,
  type TableShapeOfRole,
} from './peoples-table.ts';

type Json = Record<string, unknown>;

interface Page {
  readonly id: string;
  readonly properties: Readonly<Record<string, { readonly type: string } & Json>>;
}

/** More pages than any scenario has rows for: 100 rows each. */
const QUERIES_MAX = 10;

/** A new data source, in which people work through Notion's own API. */
export async function notionPeoplesTable(
  workspace: TestWorkspace,
  title: string,
  { fields, key, relatedKeys = [] }: TableShapeOfRole,
): Promise<PeoplesTable> {
  const related = await notionRelatedTable(workspace, `${title} related`, relatedKeys);
  const shape = await workspace.adapter.createTable({
    title,
    key,
    fields: fields.map((field) => ({
      ...field,
      required: false,
      ...(field.cellType === 'relation' ? { relatesTo: related.ref } : {}),
    })),
    parent: { pageId: workspace.rootPageId },
  });
  const source = String(shape.table.dataSourceId);
  const types = new Map(shape.fields.map(({ name, nativeType }) => [name, nativeType]));
  const properties = (cells: Cells) =>
    Object.fromEntries(
      Object.entries(cells).map(([name, cell]) => {
        const type = must(types.get(name), `there is a property ${name}`);
        return [name, { [type]: propertyValue(type, emptyAsNull(cell), related) }];
      }),
    );
  // By page id: a query does not tell pages that are in the trash.
  const known = new Map<string, Cells>();
  const present = async () => {
    const rows = (await readPages(workspace, source)).map((page) => toRow(page, related));
    for (const { id, cells } of rows) known.set(id, cells);
    return rows;
  };
  const patch = async (row: Cells, body: Json) => {
    const { id } = findOne(await present(), row);
    await workspace.api('PATCH', `pages/${id}`, body);
  };
  return {
    ref: shape.table,
    async add(...rows) {
      const parent = { type: 'data_source_id', data_source_id: source };
      for (const row of rows) {
        await workspace.api('POST', 'pages', { parent, properties: properties(row) });
      }
    },
    edit: (row, set) => patch(row, { properties: properties(set) }),
    remove: (row) => patch(row, { in_trash: true }),
    async untrash(row) {
      const there = (await present()).map(({ id }) => id);
      const trashed = [...known].map(([id, cells]) => ({ id, cells }));
      const { id } = findOne(
        trashed.filter((page) => !there.includes(page.id)),
        row,
      );
      await workspace.api('PATCH', `pages/${id}`, { in_trash: false });
    },
    async reverse() {},
    rows: async () => (await present()).map(({ cells }) => cells),
  };
}

async function readPages({ api }: TestWorkspace, source: string): Promise<Page[]> {
  const pages: Page[] = [];
  let cursor: unknown = null;
  for (let i = 0; i < QUERIES_MAX; i++) {
    const from = cursor === null ? {} : { start_cursor: cursor };
    const answer = await api('POST', `data_sources/${source}/query`, { page_size: 100, ...from });
    pages.push(...(answer.results as Page[]));
    cursor = answer.next_cursor ?? null;
    if (cursor === null) return pages;
  }
  throw new Error('more rows than a scenario has');
}

function toRow(
  { id, properties }: Page,
  related: RelatedTable,
): { readonly id: string; readonly cells: Cells } {
  const cells = Object.entries(properties).map(([name, property]) => {
    const value = property[property.type];
    const cell = property.type === 'relation' ? keysOf(value, related) : cellOf(value);
    return [name, emptyAsNull(cell)];
  });
  return { id, cells: Object.fromEntries(cells) };
}

/** What a property of that type takes. */
function propertyValue(type: string, cell: Cell, related: RelatedTable): unknown {
  switch (type) {
    case 'title':
    case 'rich_text':
      return cell === null ? [] : [{ text: { content: cell } }];
    case 'number':
      return cell === null ? null : Number(cell);
    case 'select':
      return cell === null ? null : { name: cell };
    case 'multi_select':
      return [cell ?? []].flat().map((name) => ({ name }));
    case 'relation':
      return [cell ?? []].flat().map((key) => ({ id: related.idOf(String(key)) }));
    case 'date':
      return cell === null ? null : dateOf(String(cell));
    case 'checkbox':
      return cell === true;
    default:
      return cell;
  }
}

/** `start/end` for a range. */
function dateOf(text: string): Json {
  const [start, end] = text.split('/');
  return end === undefined ? { start } : { start, end };
}

function keysOf(value: unknown, related: RelatedTable): Cell {
  const items = value as readonly { readonly id: string }[];
  return items.map(({ id }) => related.keyOf(id)).sort();
}

/** The cell that a property's value shows, by its form. */
function cellOf(value: unknown): Cell {
  if (Array.isArray(value)) {
    const isText = value.some((part) => 'plain_text' in part);
    if (isText) return value.map((part) => part.plain_text).join('');
    return value.map((option) => option.name).sort();
  }
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  const { name, start, end } = (value ?? {}) as Readonly<Record<string, string | null>>;
  const bounds = [start, end].flatMap((text) => text ?? []);
  return name ?? (bounds.map(moment).join('/') || null);
}

function moment(text: string): string {
  return text.includes('T') ? instant(text) : text;
}
