import { useState } from 'react';

/** A list of which the first few are shown, the rest on demand. */
export interface Fold<Item> {
  readonly shown: readonly Item[];
  /** How many are folded away, or would be; 0 when all fit. */
  readonly foldable: number;
  readonly isOpen: boolean;
  readonly toggle: () => void;
}

/** Shows at most `most` of the items, or one more when that shows them all. */
export function useFold<Item>(items: readonly Item[], most: number): Fold<Item> {
  const [isOpen, setOpen] = useState(false);
  const foldable = items.length > most + 1 ? items.length - most : 0;
  const shown = foldable > 0 && !isOpen ? items.slice(0, most) : items;
  return { shown, foldable, isOpen, toggle: () => setOpen(!isOpen) };
}
