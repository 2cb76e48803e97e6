import { describe, expect, it } from 'vitest';
import { anObservedRow } from '../../test/build/a-row.ts';
import type { Cells } from './cell.ts';
import { type KnownRow, rowView } from './row-view.ts';

const SHOWN = { id: 'k1', name: 'a', note: null };
const KNOWN: KnownRow = { externalId: 'k1', shown: SHOWN, state: 'linked' };
const COPY = { ...SHOWN, name: 'copy' };

/** Positions of the row, of those that cannot be told from it, and of its copies. */
function told(known: KnownRow | null, rows: readonly Cells[], ids: readonly string[] = []) {
  const seen = rows.map((cells, position) => ({
    row: anObservedRow(cells, { externalId: ids[position] ?? 'k1', position }),
    keyTaken: false,
    keyHolder: null,
  }));
  const { observed, duplicates, copies } = rowView('s', known, seen, null);
  const positions = (found: readonly { position: number }[]) => found.map((row) => row.position);
  return [observed?.position, positions(duplicates), positions(copies)];
}

describe('rowView of rows with one identity', () => {
  it.each<[string, KnownRow | null, readonly Cells[], ReturnType<typeof told>]>([
    ['the only one, whatever it shows', KNOWN, [COPY], [0, [], []]],
    ['the one that shows what it showed', KNOWN, [COPY, SHOWN, COPY], [1, [], [0, 2]]],
    ['the first of equal ones', KNOWN, [SHOWN, SHOWN, COPY], [0, [], [1, 2]]],
    ['none where nobody shows it', KNOWN, [COPY, COPY], [0, [1], []]],
    ['none where nobody is known', null, [SHOWN, SHOWN], [0, [1], []]],
  ])('[ID20] [A4] takes for the record %s', (_, known, rows, expected) => {
    expect(told(known, rows)).toEqual(expected);
  });

  it('[VL25] [A4] takes no row of which a cell cannot be read for what it showed', () => {
    const problems = [{ field: 'name', rule: 'TYPE', message: '', value: '' }];
    const seen = [{ id: 'k1' }, { id: 'k1' }].map((cells, position) => ({
      row: anObservedRow(cells, { externalId: 'k1', position, problems }),
      keyTaken: false,
      keyHolder: null,
    }));
    expect(rowView('s', KNOWN, seen, null).duplicates).toHaveLength(1);
  });

  it('keeps the known row, whatever it shows, before rows of other identity', () => {
    expect(told(KNOWN, [SHOWN, COPY, SHOWN], ['x', 'k1', 'y'])).toEqual([1, [], [0, 2]]);
  });
});
