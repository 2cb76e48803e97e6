import { type DimensionChange, followIndex } from './dimension-change.ts';
import { numberAt, objectsAt } from './json.ts';
import type { GridRange, Table } from './wire.ts';

const startOf = (range: GridRange): number => range.startColumnIndex ?? 0;
const endOf = (range: GridRange): number => range.endColumnIndex ?? startOf(range);

/** A table whose range has followed a change of columns, with the properties of its columns. */
export function followColumns(change: DimensionChange, before: Table, range: GridRange): Table {
  const moved = new Map(
    objectsAt(before, 'columnProperties').map((column) => {
      const index = startOf(before.range) + (numberAt(column, 'columnIndex') ?? 0);
      return [followIndex(change, index), column] as const;
    }),
  );
  const count = endOf(range) - startOf(range);
  const columnProperties = Array.from({ length: count }, (_, index) => {
    const { columnIndex: _index, ...column } = moved.get(startOf(range) + index) ?? {};
    return { ...(index === 0 ? {} : { columnIndex: index }), ...column };
  });
  return { ...before, range, columnProperties };
}
