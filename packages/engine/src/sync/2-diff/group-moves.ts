import type { KeyMove } from '../run-store.ts';

/** The records that moves connect, directly or by others: each group is to be decided about at once. */
export function groupMoves(moves: readonly KeyMove[]): readonly (readonly string[])[] {
  const groupOf = new Map<string, readonly string[]>();
  for (const { recordId, holderId } of moves) {
    const own = groupOf.get(recordId) ?? [recordId];
    const other = groupOf.get(holderId) ?? [holderId];
    if (own === other) continue;
    const joined = [...own, ...other];
    for (const id of joined) groupOf.set(id, joined);
  }
  return [...new Set(groupOf.values())];
}
