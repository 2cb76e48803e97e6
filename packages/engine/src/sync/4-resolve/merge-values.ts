import { type Cell, canonicalEnumSet, cellsEqual } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';

/** What one binding made of a field: `from` is what it showed before, undefined on first contact. */
export interface Side {
  readonly from: Cell | undefined;
  readonly value: Cell;
}

/**
 * One value with the changes of all sides over the base; null where the cell type has no merge, or the
 * changes do not go together. Each side is compared with what it showed itself: a row that lags behind the
 * base has not removed what it never had. The order of the sides has no influence.
 *
 * Text has no merge yet: it needs a three-way diff, which belongs to a library.
 */
export function mergeValues(
  cellType: CellType,
  base: Cell,
  sides: readonly Side[],
): { readonly value: Cell } | null {
  return cellType === 'enum-set' ? { value: mergeSets(base, sides) } : null;
}

/**
 * Whether a merged value does all that a side wanted: it holds the side's value whole, and nothing that the
 * side removed.
 */
export function isHonoured(merged: Cell, side: Side): boolean {
  if (cellsEqual(merged, side.value)) return true;
  if (typeof merged === 'string' || typeof merged === 'boolean') return false;
  const options = optionsOf(merged);
  return (
    optionsOf(side.value).every((option) => options.includes(option)) &&
    !removedBy(side).some((option) => options.includes(option))
  );
}

/** An option is in the result if a side added it, or if it was in the base and no side removed it. */
function mergeSets(base: Cell, sides: readonly Side[]): Cell {
  const removed = new Set(sides.flatMap(removedBy));
  const kept = optionsOf(base).filter((option) => !removed.has(option));
  return canonicalEnumSet([...kept, ...sides.flatMap(addedBy)]);
}

function addedBy({ from, value }: Side): readonly string[] {
  const before = optionsOf(from ?? null);
  return optionsOf(value).filter((option) => !before.includes(option));
}

function removedBy({ from, value }: Side): readonly string[] {
  const after = optionsOf(value);
  return optionsOf(from ?? null).filter((option) => !after.includes(option));
}

function optionsOf(cell: Cell): readonly string[] {
  return cell === null || typeof cell === 'string' || typeof cell === 'boolean' ? [] : cell;
}
