import { CELL_TYPES } from '../../model/cell-type.ts';
import type { AdapterCapabilities } from '../adapter.ts';

/** Notion rounds every page's edit time down to the minute. */
export const EDIT_TIME_PRECISION_MS = 60_000;

export const notionCapabilities: AdapterCapabilities = {
  cellTypes: new Set(CELL_TYPES),
  editTime: { precisionMs: EDIT_TIME_PRECISION_MS },
  conditionalWrite: false,
  deleteMeans: 'trash',
  stableRowIds: true,
  rowsPerWriteMax: 25,
  rowsPerWriteRequest: 1,
  rowsPerLookUpMax: 50,
  incrementalRead: 'edits',
};
