import { must } from '../../errors/assert.ts';

/** Items that need each other in a circle, or one that does not. */
export interface Component<T> {
  readonly members: readonly T[];
  /** Components of equal depth do not need each other. */
  readonly depth: number;
}

interface Mark {
  index: number;
  low: number;
  isOpen: boolean;
  depth: number;
}

/**
 * Tarjan's strongly connected components, each after those that it needs. The depth of recursion is bounded by
 * the number of items.
 */
export function inDependencyOrder<T>(
  items: readonly T[],
  needs: (item: T) => Iterable<T>,
): readonly Component<T>[] {
  const components: Component<T>[] = [];
  const marks = new Map<T, Mark>();
  const open: T[] = [];
  const markOf = (item: T) => must(marks.get(item), 'what is needed is visited first');
  const visit = (item: T): void => {
    const mark = { index: marks.size, low: marks.size, isOpen: true, depth: 0 };
    marks.set(item, mark);
    open.push(item);
    for (const needed of needs(item)) {
      if (!marks.has(needed)) visit(needed);
      if (markOf(needed).isOpen) mark.low = Math.min(mark.low, markOf(needed).low);
    }
    if (mark.low < mark.index) return;
    const members = open.splice(open.indexOf(item));
    const inside = new Set(members);
    const outside = members.flatMap((member) => [...needs(member)].filter((n) => !inside.has(n)));
    const depth = Math.max(0, ...outside.map((needed) => markOf(needed).depth + 1));
    for (const member of members) Object.assign(markOf(member), { isOpen: false, depth });
    components.push({ members, depth });
  };
  for (const item of items) if (!marks.has(item)) visit(item);
  return components.sort((a, b) => a.depth - b.depth);
}
