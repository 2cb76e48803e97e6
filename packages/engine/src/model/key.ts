import { canonicalJson } from '../crypto/canonical-json.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import type { Cell, Cells } from './cell.ts';

/**
 * Identity of a record's key for matching only: NFC, trimmed, compared by hash. Null where a key cell is
 * EMPTY or unknown, since such a row cannot be matched. The cells themselves are never changed by this.
 */
export function keyHash(key: readonly string[], cells: Cells): string | null {
  const text = keyText(key, cells);
  return text === null ? null : sha256Hex(text);
}

/** What the identity is made of: two keys are the same where this is. */
export function keyText(key: readonly string[], cells: Cells): string | null {
  const parts: Cell[] = [];
  for (const field of key) {
    const part = normalise(cells[field] ?? null);
    if (part === null || part === '') return null;
    parts.push(part);
  }
  return canonicalJson(parts);
}

/** The key cells alone, by field. */
export function keyCells(key: readonly string[], cells: Cells): Cells {
  return Object.fromEntries(key.map((field) => [field, cells[field] ?? null]));
}

function normalise(cell: Cell): Cell {
  return typeof cell === 'string' ? cell.normalize('NFC').trim() : cell;
}
