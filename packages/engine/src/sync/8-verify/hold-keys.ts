import type { Cell, Cells } from '../../model/cell.ts';
import { keyCells, keyHash } from '../../model/key.ts';
import type { NextRecord } from '../../model/plan.ts';
import type { ConfirmedRecord } from './confirm-record.ts';

interface Advance {
  readonly next: NextRecord;
  readonly confirmed: ConfirmedRecord;
}

/**
 * A record that takes the key of one that is deleted keeps its own while that deletion is not confirmed, and so does
 * a record that would take the key of one that keeps it: no two live records have one key. What its rows show of
 * the new key counts as not seen, so that the next run meets it as the same edit.
 */
export function holdKeys<Each extends Advance>(
  key: readonly string[],
  advances: readonly Each[],
): readonly Each[] {
  for (let standing = advances; ; ) {
    const live = standing.filter(({ confirmed }) => confirmed.status === 'live');
    const holders = Map.groupBy(live, ({ confirmed }) => keyHash(key, confirmed.cells));
    const next = standing.map((each) => {
      const hash = keyHash(key, each.confirmed.cells);
      const isAlone = hash === null || (holders.get(hash)?.length ?? 0) < 2;
      const isMoved = !each.next.isNew && hash !== keyHash(key, each.next.before);
      return isAlone || !isMoved || each.confirmed.status === 'deleted' ? each : held(key, each);
    });
    if (next.every((each, i) => each === standing[i])) return next;
    standing = next;
  }
}

function held<Each extends Advance>(key: readonly string[], each: Each): Each {
  const { next, confirmed } = each;
  const rows = confirmed.rows.map((row) => {
    const before = next.rows.find(({ binding }) => binding === row.binding)?.before ?? {};
    return { ...row, shown: withKeyOf(key, row.shown, before) };
  });
  const cells = { ...confirmed.cells, ...keyCells(key, next.before) };
  return { ...each, confirmed: { ...confirmed, cells, rows, settled: false } };
}

function withKeyOf(key: readonly string[], shown: Cells, before: Cells): Cells {
  const cells: Record<string, Cell> = { ...shown };
  for (const field of key) {
    const cell = before[field];
    if (cell === undefined) delete cells[field];
    else cells[field] = cell;
  }
  return cells;
}
