import { CELL_TYPES } from '../../model/cell-type.ts';
import type { AdapterCapabilities } from '../adapter.ts';

/**
 * Postgres as a customer's system. Edit times are unknown: a timestamp column says when its
 * transaction began, not when the row could be seen. What changed is told of tables that feed the change table.
 */
export const POSTGRES_CAPABILITIES: AdapterCapabilities = {
  cellTypes: new Set(CELL_TYPES),
  editTime: 'none',
  conditionalWrite: true,
  deleteMeans: 'delete',
  stableRowIds: true,
  rowsPerWriteMax: 500,
  rowsPerWriteRequest: 500,
  rowsPerLookUpMax: 1_000,
  incrementalRead: 'all',
};
