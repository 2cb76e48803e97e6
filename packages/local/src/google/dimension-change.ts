/**
 * A change of the order or number of rows or columns. Everything that is bound to positions (cells,
 * merges,
 * named and protected ranges, tables, developer metadata) follows the same change.
 */
export type DimensionChange =
  | { readonly kind: 'insert'; readonly at: number; readonly count: number }
  | { readonly kind: 'delete'; readonly start: number; readonly end: number }
  /** `to` counts before the move and lies outside `start`…`end`. */
  | { readonly kind: 'move'; readonly start: number; readonly end: number; readonly to: number }
  /** `order[i]` is the former index, counted from `start`, of what is at `start + i` afterwards. */
  | { readonly kind: 'permute'; readonly start: number; readonly order: readonly number[] };

/** The new index of one row or column; undefined if it is gone. */
export function followIndex(change: DimensionChange, index: number): number | undefined {
  switch (change.kind) {
    case 'insert':
      return index >= change.at ? index + change.count : index;
    case 'delete':
      if (index >= change.end) return index - (change.end - change.start);
      return index >= change.start ? undefined : index;
    case 'move':
      return followMove(change, index);
    case 'permute': {
      const place = change.order.indexOf(index - change.start);
      return place < 0 ? index : change.start + place;
    }
  }
}

function followMove(change: { start: number; end: number; to: number }, index: number): number {
  const { start, end, to } = change;
  const size = end - start;
  if (index >= start && index < end) return to > start ? index + to - end : index + to - start;
  if (to > start) return index >= end && index < to ? index - size : index;
  return index >= to && index < start ? index + size : index;
}

/** The new bounds of a span; undefined if nothing of it is left. An open end stays open. */
export function followSpan(
  change: DimensionChange,
  start: number,
  end: number | undefined,
): { start: number; end: number | undefined } | undefined {
  switch (change.kind) {
    case 'insert': {
      const { at, count } = change;
      const grown = end === undefined || at >= end ? end : end + count;
      return { start: start >= at ? start + count : start, end: grown };
    }
    case 'delete': {
      const clip = (bound: number) =>
        bound <= change.start ? bound : Math.max(change.start, bound - (change.end - change.start));
      const span = { start: clip(start), end: end === undefined ? undefined : clip(end) };
      return span.end !== undefined && span.end <= span.start ? undefined : span;
    }
    case 'move': {
      const isInside = end !== undefined && start >= change.start && end <= change.end;
      if (!isInside) return { start, end };
      const moved = followMove(change, start);
      return { start: moved, end: moved + (end - start) };
    }
    case 'permute':
      return { start, end };
  }
}

/** The list after the change; `filler` fills inserted places. */
export function followList<T>(change: DimensionChange, list: readonly T[], filler: T): T[] {
  switch (change.kind) {
    case 'insert': {
      if (change.at >= list.length) return [...list];
      const inserted = Array.from({ length: change.count }, () => filler);
      return [...list.slice(0, change.at), ...inserted, ...list.slice(change.at)];
    }
    case 'delete':
      return [...list.slice(0, change.start), ...list.slice(change.end)];
    case 'move': {
      const padded = padList(list, Math.max(change.end, change.to), filler);
      const result = [...padded];
      padded.forEach((item, index) => {
        result[followMove(change, index)] = item;
      });
      return result;
    }
    case 'permute': {
      const { start, order } = change;
      const padded = padList(list, start + order.length, filler);
      const sorted = order.map((index) => padded[start + index] ?? filler);
      return [...padded.slice(0, start), ...sorted, ...padded.slice(start + order.length)];
    }
  }
}

function padList<T>(list: readonly T[], length: number, filler: T): T[] {
  const missing = Math.max(0, length - list.length);
  return [...list, ...Array.from({ length: missing }, () => filler)];
}
