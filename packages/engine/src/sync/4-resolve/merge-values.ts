import { type Cell, canonicalSet, cellsEqual } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import { mergeTexts } from './merge-texts.ts';

/** What one binding made of a field: `from` is what it showed before, undefined on first contact. */
export interface Side {
  readonly from: Cell | undefined;
  readonly value: Cell;
  /** What it showed before was the base, as far as the binding is able to show it. */
  readonly showsBase: boolean;
}

/**
 * One value with the changes of all sides over the base; null where the cell type has no merge, or the
 * changes do not go together. Each side is compared with what it showed itself: a row that lags behind the
 * base has not removed what it never had. The order of the sides has no influence.
 */
export function mergeValues(
  cellType: CellType,
  base: Cell,
  sides: readonly Side[],
): { readonly value: Cell } | null {
  switch (cellType) {
    case 'enum-set':
    case 'relation':
      return { value: mergeSets(base, sides) };
    case 'text':
      return mergeWords(base, sides);
    default:
      return null;
  }
}

/**
 * Whether a merged value does all that a side wanted: it holds the side's value whole, and nothing that the
 * side removed. A text is merged with the changes of all sides, or not at all.
 */
export function isHonoured(merged: Cell, side: Side): boolean {
  if (cellsEqual(merged, side.value)) return true;
  if (typeof merged === 'string' || typeof side.value === 'string') return true;
  const options = optionsOf(merged);
  return (
    optionsOf(side.value).every((option) => options.includes(option)) &&
    !removedBy(side).some((option) => options.includes(option))
  );
}

/** A member is in the result if a side added it, or if it was in the base and no side removed it. */
function mergeSets(base: Cell, sides: readonly Side[]): Cell {
  const removed = new Set(sides.flatMap(removedBy));
  const kept = optionsOf(base).filter((option) => !removed.has(option));
  return canonicalSet([...kept, ...sides.flatMap(addedBy)]);
}

/**
 * A side that did not show the base was edited by someone who had not seen it, and the edit may be the echo of
 * a write whose answer got lost: no text is merged with that. What a side cannot show of the base, it has not
 * removed.
 */
function mergeWords(base: Cell, sides: readonly Side[]): { readonly value: Cell } | null {
  const texts: string[] = [];
  for (const { from = null, value, showsBase } of sides) {
    if (!showsBase) return null;
    const isWhole = cellsEqual(from, base);
    const text = isWhole ? textOf(value) : mergeTexts(textOf(from), [textOf(value), textOf(base)]);
    if (text === null) return null;
    texts.push(text);
  }
  const merged = mergeTexts(textOf(base), texts);
  return merged === null ? null : { value: merged === '' ? null : merged };
}

function textOf(cell: Cell): string {
  return typeof cell === 'string' ? cell : '';
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
