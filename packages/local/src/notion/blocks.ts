import { changedContent, toBlockContent } from './block-content.ts';
import { assertBlockTree, assertHoldsBlocks } from './block-input.ts';
import { addChild } from './block-tree.ts';
import { shownTitle, trashDatabase } from './databases.ts';
import { isObject, type JsonObject, objectOr } from './json-value.ts';
import { idCursorOf, listOf, pageByItemId, pageSizeOf } from './lists.ts';
import { notFound, placeError, validationError } from './notion-error.ts';
import { canonicalId, type NotionState } from './notion-state.ts';
import { plainText } from './rich-text.ts';
import type { Block, Database, Page } from './stored-objects.ts';
import { archivedError, assertEditable } from './trash.ts';
import { requestedTrash, type WireVersion } from './versions.ts';

const CHILD_TYPES = new Set(['child_page', 'child_database']);

/** A page, a database or a block of its own, as a block. Throws `object_not_found`. */
export function showBlock(state: NotionState, id: string): JsonObject {
  const page = state.findPage(id);
  if (page) return childBlock(state, page, 'child_page', page.values.title);
  const database = state.databases.get(id);
  if (database) return childBlock(state, database, 'child_database', shownTitle(database));
  const block = ownBlock(state, id);
  return { ...block, has_children: hasChildren(state, id) };
}

function ownBlock(state: NotionState, id: string): Block {
  const block = state.blocks.get(id);
  if (!block || CHILD_TYPES.has(block.type)) throw notFound('block', id, state.integration());
  return block;
}

function childBlock(
  state: NotionState,
  object: Page | Database,
  type: string,
  title: unknown,
): JsonObject {
  const minute = (time: string): string => `${time.slice(0, 16)}:00.000Z`;
  return {
    object: 'block',
    id: object.id,
    parent: object.parent,
    created_time: minute(object.created_time),
    last_edited_time: minute(object.last_edited_time),
    created_by: object.created_by ?? state.me(),
    last_edited_by: object.last_edited_by ?? state.me(),
    has_children: hasChildren(state, object.id),
    in_trash: object.in_trash,
    type,
    [type]: { title: plainText(title) },
  };
}

/** Of seeded blocks it may be known only that they have content. */
function hasChildren(state: NotionState, id: string): boolean {
  const children = state.children.get(id);
  if (children) return children.some((child) => !isTrashed(state, child));
  return state.blocks.get(id)?.has_children === true;
}

const isTrashed = (state: NotionState, id: string): boolean =>
  (state.findPage(id) ?? state.databases.get(id) ?? state.blocks.get(id))?.in_trash !== false;

/** `GET /v1/blocks/{id}/children`. */
export function listChildren(state: NotionState, id: string, query: URLSearchParams): JsonObject {
  showBlock(state, id);
  const size = pageSizeOf(query.get('page_size'), 'query.page_size');
  const cursor = idCursorOf(query.get('start_cursor'), 'query.start_cursor');
  const all = (state.children.get(id) ?? []).filter((child) => !isTrashed(state, child));
  const { items, next } = pageByItemId(all, (child) => child, size, cursor);
  const blocks = items.map((child) => showBlock(state, child));
  return listOf('block', blocks, next);
}

/** `PATCH /v1/blocks/{id}/children`; `after` has become a `position` with 2026-03-11. */
export function appendChildren(
  state: NotionState,
  id: string,
  body: JsonObject,
  version: WireVersion,
): JsonObject {
  if (version === '2026-03-11' && body.after !== undefined) {
    throw placeError('body.after', 'not present', body.after);
  }
  return appendBlocks(state, id, body);
}

/** The new blocks of the first level, followed by the siblings after them (recorded). */
export function appendBlocks(state: NotionState, id: string, body: JsonObject): JsonObject {
  const target = showBlock(state, id);
  assertEditable(state, target as Block);
  const { children } = body;
  if (children === undefined) throw placeError('body.children', 'defined', children);
  if (!Array.isArray(children)) throw placeError('body.children', 'an array', children);
  assertBlockTree(children, 'body.children');
  assertHoldsBlocks(target);
  const isPage = state.findPage(id) !== undefined;
  const parent = isPage ? { type: 'page_id', page_id: id } : { type: 'block_id', block_id: id };
  let position = positionOf(state, id, body);
  const made = children.map((child, i) => {
    const newId = makeBlock(state, parent, objectOr(child), `body.children[${i}]`);
    addChild(state, id, newId, position);
    position = position.after !== undefined || position.atStart ? { after: newId } : position;
    return newId;
  });
  const siblings = state.children.get(id) ?? [];
  const from = siblings.indexOf(made[0] ?? '');
  const shown = from < 0 ? [] : siblings.slice(from).filter((child) => !isTrashed(state, child));
  const blocks = shown.map((child) => showBlock(state, child));
  return listOf('block', blocks, null);
}

function positionOf(
  state: NotionState,
  id: string,
  body: JsonObject,
): { readonly after?: string; readonly atStart?: boolean } {
  const position = objectOr(body.position);
  if (position.type === 'start') return { atStart: true };
  const wanted = body.after ?? objectOr(position.after_block).id;
  if (wanted === undefined) return {};
  const after = canonicalId(wanted);
  if (after === undefined || !state.children.get(id)?.includes(after)) {
    throw validationError(`Block to append children after is not parented by ${id}.`);
  }
  return { after };
}

function makeBlock(
  state: NotionState,
  parent: JsonObject,
  input: JsonObject,
  place: string,
): string {
  const { type, content, children } = toBlockContent(state, input, place);
  const id = state.newId();
  const now = state.minute();
  state.blocks.set(id, {
    object: 'block',
    id,
    parent,
    created_time: now,
    last_edited_time: now,
    created_by: state.me(),
    last_edited_by: state.me(),
    in_trash: false,
    type,
    [type]: content,
  });
  const inner = { type: 'block_id', block_id: id };
  for (const [i, child] of children.entries()) {
    const childId = makeBlock(state, inner, objectOr(child), `${place}.${type}.children[${i}]`);
    addChild(state, id, childId);
  }
  return id;
}

/** `PATCH /v1/blocks/{id}`: the parts of the content that the request names. */
export function updateBlock(
  state: NotionState,
  id: string,
  body: JsonObject,
  version: WireVersion,
): JsonObject {
  const trash = requestedTrash(body, version);
  const block = state.blocks.get(id);
  if (!block || state.findPage(id) || state.databases.has(id)) {
    if (trash !== undefined) trashBlock(state, id, trash);
    return showBlock(state, id);
  }
  if (block.in_trash && trash !== false) throw archivedError();
  const input = body[block.type];
  const before = objectOr(block[block.type]);
  const content = isObject(input)
    ? { ...before, ...changedContent(state, block.type, input, `body.${block.type}`) }
    : before;
  const edited = { last_edited_time: state.minute(), last_edited_by: state.me() };
  const inTrash = trash ?? block.in_trash;
  state.blocks.set(id, { ...block, ...edited, [block.type]: content, in_trash: inTrash });
  return showBlock(state, id);
}

/** `DELETE /v1/blocks/{id}`: puts a block, page or database into the trash. */
export function deleteBlock(state: NotionState, id: string): JsonObject {
  if (showBlock(state, id).in_trash === true) throw archivedError();
  trashBlock(state, id, true);
  return showBlock(state, id);
}

function trashBlock(state: NotionState, id: string, inTrash: boolean): void {
  const page = state.findPage(id);
  const edited = { last_edited_time: state.minute(), last_edited_by: state.me() };
  if (page) state.putPage({ ...page, ...edited, in_trash: inTrash });
  else if (state.databases.has(id)) trashDatabase(state, id, inTrash);
  else state.blocks.set(id, { ...ownBlock(state, id), ...edited, in_trash: inTrash });
}
