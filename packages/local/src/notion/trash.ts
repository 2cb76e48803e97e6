import { stringOr } from './json-value.ts';
import { validationError } from './notion-error.ts';
import type { NotionState } from './notion-state.ts';
import type { StoredObject } from './stored-objects.ts';

/** 400 for writes to what is in the trash. */
export const archivedError = (): Error =>
  validationError(
    "Can't edit block that is archived. You must unarchive the block before editing.",
  );

/** Throws if something is in the trash, or in anything that is. */
export function assertEditable(state: NotionState, object: StoredObject): void {
  if (object.in_trash) throw archivedError();
  const seen = new Set([object.id]);
  for (let at = containerOf(state, object); at; at = containerOf(state, at)) {
    if (seen.has(at.id)) return;
    seen.add(at.id);
    if (at.in_trash) {
      const reason = "Can't edit page on block with an archived ancestor.";
      throw validationError(`${reason} You must unarchive the ancestor before editing page.`);
    }
  }
}

function containerOf(state: NotionState, { parent }: StoredObject): StoredObject | undefined {
  const id = stringOr(parent[String(parent.type)]) ?? '';
  switch (parent.type) {
    case 'page_id':
      return state.findPage(id);
    case 'data_source_id':
      return state.dataSources.get(id);
    case 'database_id':
      return state.databases.get(id);
    case 'block_id':
      return state.blocks.get(id);
    default:
      return undefined;
  }
}
