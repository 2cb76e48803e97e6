import { canonicalJson } from '../../crypto/canonical-json.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import type { Cells } from '../../model/cell.ts';
import { contentHash } from '../../model/content-hash.ts';
import { keyHash } from '../../model/key.ts';
import type { CellProblem, ObservedRow } from '../../model/observed-row.ts';
import type { StagedRow } from '../../model/staged-row.ts';

/** A row that was read, with its identity for matching by these key fields. */
export function toStaged(row: ObservedRow, key: readonly string[]): StagedRow {
  return {
    ...row,
    keyHash: keyHash(key, row.cells),
    hash: rowHash(row.cells, row.problems),
    contentHash: contentHash(key, row.cells, row.problems),
  };
}

/** The identity of what a row shows; compared with what it showed to choose the records to look at. */
export function rowHash(cells: Cells, problems: readonly CellProblem[] = []): string {
  const unread = problems.map(({ field, rule, value }) => ({
    field,
    rule,
    value: value.toWellFormed(),
  }));
  return sha256Hex(canonicalJson({ cells, unread }));
}
