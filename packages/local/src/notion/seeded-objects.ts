import { addChild } from './block-tree.ts';
import { isObject, type JsonObject, listOr, objectOr, stringOr, without } from './json-value.ts';
import { dataSourceIdOf, type NotionState } from './notion-state.ts';
import type { Block, Database, DataSource, Page } from './stored-objects.ts';

/** Stores objects in wire form as they are; each replaces an object of its id. */
export function putObjects(state: NotionState, objects: readonly unknown[]): void {
  for (const value of objects) {
    const object = without(objectOr(value), 'archived', 'request_id');
    if (typeof object.id !== 'string') continue;
    switch (object.object) {
      case 'user':
        putUser(state, object.id, object);
        break;
      case 'page':
        putPage(state, object);
        break;
      case 'database':
        state.databases.set(object.id, { data_sources: [], ...object } as unknown as Database);
        break;
      case 'data_source':
        state.dataSources.set(object.id, { properties: {}, ...object } as unknown as DataSource);
        break;
      case 'block':
        putBlock(state, object.id, object);
        break;
    }
  }
}

/** The first bot given is the owner of the token, in place of the one that a reset makes. */
function putUser(state: NotionState, id: string, user: JsonObject): void {
  state.users.set(id, user);
  if (user.type !== 'bot' || state.meta.get('bot is given') === true) return;
  const before = String(state.meta.get('bot'));
  if (before !== id) state.users.delete(before);
  state.meta.set('bot', id);
  state.meta.set('bot is given', true);
  const workspace = stringOr(objectOr(user.bot).workspace_id);
  if (workspace !== undefined) state.meta.set('workspace', workspace);
}

function putPage(state: NotionState, object: JsonObject): void {
  const values: Record<string, unknown> = {};
  const seeded: Record<string, unknown> = {};
  const page = without(object, 'properties') as unknown as Page;
  for (const property of Object.values(objectOr(object.properties)).filter(isObject)) {
    const id = stringOr(property.id) ?? '';
    const type = stringOr(property.type) ?? '';
    const value = property[type];
    if (type === 'formula' || type === 'rollup') seeded[id] = value;
    else if (type === 'unique_id') values[id] = seededNumber(state, page, value);
    else if (type === 'people') values[id] = listOr(value).map(userReference);
    else values[id] = value;
  }
  const { is_archived: isArchived = false, in_trash: inTrash = false } = object;
  const flags = { is_archived: isArchived === true, in_trash: inTrash === true };
  state.putPage({ ...page, ...flags, values, seeded });
}

const userReference = (user: unknown): JsonObject => ({ id: objectOr(user).id });

/** Later rows are numbered on from the highest number seen. */
function seededNumber(state: NotionState, page: Page, value: unknown): number | null {
  const { number } = objectOr(value);
  if (typeof number !== 'number') return null;
  const counter = `unique_id ${dataSourceIdOf(page)}`;
  state.meta.set(counter, Math.max(Number(state.meta.get(counter) ?? 0), number));
  return number;
}

function putBlock(state: NotionState, id: string, object: JsonObject): void {
  state.blocks.set(id, { in_trash: false, ...object } as unknown as Block);
  const parent = objectOr(object.parent);
  const parentId = stringOr(parent[String(parent.type)]);
  if (parentId === undefined || state.children.get(parentId)?.includes(id)) return;
  addChild(state, parentId, id);
}
