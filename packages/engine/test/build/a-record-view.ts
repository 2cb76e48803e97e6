import type { Cells } from '../../src/model/cell.ts';
import type { RecordView, RowView } from '../../src/model/record-view.ts';

/** A record with the given base (null: a new one) and rows. */
export function aRecordView(
  base: Cells | null,
  rows: readonly RowView[],
  resolutions: RecordView['resolutions'] = {},
): RecordView {
  return {
    recordId: 'record-1',
    base: base === null ? null : { cells: base, version: 1 },
    past: null,
    goal: null,
    rows,
    resolutions,
  };
}
