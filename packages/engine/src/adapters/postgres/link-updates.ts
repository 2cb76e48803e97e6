import { type Component, inDependencyOrder } from './in-dependency-order.ts';
import type { PreparedCell, PreparedWrite } from './prepare-write.ts';
import type { UniqueIndex } from './table-catalogue.ts';

/** Updates of one chunk that can only be done together, or in a certain order. */
export interface LinkedUnit {
  readonly writes: readonly PreparedWrite[];
  /** Names of the columns whose values go in a circle among the writes; empty for a single write. */
  readonly circling: ReadonlySet<string>;
  /** Units of equal depth do not need each other. */
  readonly depth: number;
}

interface Node {
  readonly write: PreparedWrite;
  /** The nodes that give up a value that this one takes, with the columns in question. */
  readonly needs: Map<Node, Set<string>>;
  isNeeded: boolean;
}

/**
 * Finds the updates in which one row takes a unique value that another row of the chunk gives up. Postgres
 * checks uniqueness row by row, so such updates need an order, and those in a circle need a detour. Values
 * are compared without case, since a collation may be blind to it; one link too many does no harm.
 * Returns the linked updates only, each after those that give up what it takes.
 */
export function linkUpdates(
  uniques: readonly UniqueIndex[],
  updates: readonly PreparedWrite[],
): readonly LinkedUnit[] {
  const names = new Set(uniques.flatMap(({ columns }) => columns));
  const nodes = updates.map(newNode);
  const givers = new Map<string, Node[]>();
  for (const node of nodes) {
    for (const cell of changedCells(node, names)) {
      if (cell.before === null) continue;
      const value = valueKey(cell, cell.before);
      const found = givers.get(value);
      if (found === undefined) givers.set(value, [node]);
      else found.push(node);
    }
  }
  for (const node of nodes) {
    for (const cell of changedCells(node, names)) {
      if (cell.after === null) continue;
      for (const giver of givers.get(valueKey(cell, cell.after)) ?? []) {
        if (giver !== node) need(node, giver, cell.field.column.name);
      }
    }
  }
  const isLinked = (node: Node) => node.needs.size > 0 || node.isNeeded;
  return inDependencyOrder(nodes.filter(isLinked), ({ needs }) => needs.keys()).map(newUnit);
}

function newNode(write: PreparedWrite): Node {
  return { write, needs: new Map(), isNeeded: false };
}

function changedCells({ write }: Node, names: ReadonlySet<string>): readonly PreparedCell[] {
  return write.cells.filter(
    ({ field, before, after }) => names.has(field.column.name) && before !== after,
  );
}

function valueKey({ field }: PreparedCell, text: string): string {
  return JSON.stringify([field.column.name, text.trimEnd().toLowerCase()]);
}

function need(node: Node, giver: Node, column: string): void {
  giver.isNeeded = true;
  const columns = node.needs.get(giver);
  if (columns === undefined) node.needs.set(giver, new Set([column]));
  else columns.add(column);
}

function newUnit({ members, depth }: Component<Node>): LinkedUnit {
  const circling = new Set<string>();
  for (const node of members) {
    for (const [giver, columns] of node.needs) {
      if (members.includes(giver)) for (const name of columns) circling.add(name);
    }
  }
  return { writes: members.map(({ write }) => write), circling, depth };
}
