import { canonicalJson } from '../crypto/canonical-json.ts';
import { sha256Hex } from '../crypto/sha256.ts';
import type { Cells } from './cell.ts';
import type { CellProblem } from './observed-row.ts';

/**
 * Identity of what a row shows besides its key: SHA-256 over those of its cells that are not EMPTY. Null where
 * there are none, or where a cell could not be read: such a row is never known again by its content.
 */
export function contentHash(
  key: readonly string[],
  cells: Cells,
  problems: readonly CellProblem[] = [],
): string | null {
  const content = Object.entries(cells).filter(
    ([field, cell]) => cell !== null && !key.includes(field),
  );
  if (content.length === 0 || problems.length > 0) return null;
  return sha256Hex(canonicalJson(Object.fromEntries(content)));
}
