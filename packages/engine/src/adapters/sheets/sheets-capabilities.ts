import { CELL_TYPES } from '../../model/cell-type.ts';
import type { AdapterCapabilities } from '../adapter.ts';

/**
 * A sheet knows neither who edited a cell nor when, its rows have no identity beside the key
 * columns, and there is no conditional write: the adapter reads just before and after each write.
 */
export const sheetsCapabilities: AdapterCapabilities = {
  cellTypes: new Set(CELL_TYPES),
  editTime: 'none',
  conditionalWrite: false,
  deleteMeans: 'delete',
  stableRowIds: false,
  rowsPerWriteMax: 500,
  rowsPerWriteRequest: 500,
  rowsPerLookUpMax: 1_000,
};
