import { must } from '../../errors/assert.ts';
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
  /** Tarjan's numbering; null until the node was visited. */
  index: number | null;
  low: number;
  isOpen: boolean;
  unit: LinkedUnit | null;
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
  return unitsOf(nodes.filter(isLinked)).sort((a, b) => a.depth - b.depth);
}

function newNode(write: PreparedWrite): Node {
  const marks = { isNeeded: false, index: null, low: 0, isOpen: false, unit: null };
  return { write, needs: new Map(), ...marks };
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

/** Tarjan's strongly connected components; the depth of recursion is bounded by the chunk. */
function unitsOf(nodes: readonly Node[]): LinkedUnit[] {
  const units: LinkedUnit[] = [];
  const open: Node[] = [];
  let visited = 0;
  const visit = (node: Node): void => {
    node.index = node.low = visited++;
    node.isOpen = true;
    open.push(node);
    for (const giver of node.needs.keys()) {
      if (giver.index === null) visit(giver);
      if (giver.isOpen) node.low = Math.min(node.low, giver.low);
    }
    if (node.low === node.index) units.push(newUnit(open.splice(open.indexOf(node))));
  };
  for (const node of nodes) if (node.index === null) visit(node);
  return units;
}

function newUnit(members: readonly Node[]): LinkedUnit {
  const circling = new Set<string>();
  let depth = 0;
  for (const node of members) {
    node.isOpen = false;
    for (const [giver, columns] of node.needs) {
      if (members.includes(giver)) for (const name of columns) circling.add(name);
      else depth = Math.max(depth, must(giver.unit, 'a giver is visited first').depth + 1);
    }
  }
  const unit = { writes: members.map(({ write }) => write), circling, depth };
  for (const node of members) node.unit = unit;
  return unit;
}
