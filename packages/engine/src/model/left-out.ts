import { cellsEqual } from './cell.ts';
import { isDone, RELATED_ROW_MISSING, type RowWrite, type WriteOutcome } from './write.ts';

/** A write that left out relations, as the rows that they are to were not there. */
export interface UnrelatedWrite {
  readonly write: RowWrite;
  readonly outcome: WriteOutcome;
}

/**
 * The relations among `fields` that a write left as they were; the row shows neither what was written nor what somebody
 * else made of it. Null where the write as a whole was not refused for a row that is missing, nor done without them.
 */
export function leftOut(
  { write, outcome }: UnrelatedWrite,
  fields: readonly string[],
): readonly string[] | null {
  if (!isDone(outcome)) {
    return 'rule' in outcome && outcome.rule === RELATED_ROW_MISSING ? [] : null;
  }
  const { shown } = outcome;
  const left = fields.filter((field) => {
    const cell = write.cells[field];
    if (cell === undefined || shown === null) return false;
    const { before, after } = cell;
    return !cellsEqual(before, after) && cellsEqual(shown[field] ?? null, before);
  });
  return left.length > 0 ? left : null;
}
