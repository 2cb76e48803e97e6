import type { NotionState } from './notion-state.ts';

/**
 * Adds a block, page or database to the content of a page or block: after another one, or at an
 * end.
 */
export function addChild(
  state: NotionState,
  parentId: string,
  id: string,
  position: { readonly after?: string; readonly atStart?: boolean } = {},
): void {
  const before = state.children.get(parentId) ?? [];
  const found = position.after === undefined ? -1 : before.indexOf(position.after);
  const at = position.atStart ? 0 : found < 0 ? before.length : found + 1;
  state.children.set(parentId, [...before.slice(0, at), id, ...before.slice(at)]);
}

/** Takes something out of the content of a page or block. */
export function removeChild(state: NotionState, parentId: string, id: string): void {
  const before = state.children.get(parentId);
  if (!before?.includes(id)) return;
  state.children.set(
    parentId,
    before.filter((child) => child !== id),
  );
}
