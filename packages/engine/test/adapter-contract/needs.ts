import type { Need } from './contract-test.ts';

/** All reasons for which a test may not apply. Each asks capabilities that an adapter declares. */
export const NEEDS = {
  trash: {
    isMet: ({ deleteMeans }) => deleteMeans === 'trash',
    otherwise: 'has no trash',
  },
  noTrash: {
    isMet: ({ deleteMeans }) => deleteMeans === 'delete',
    otherwise: 'has a trash',
  },
  stableRowIds: {
    isMet: ({ stableRowIds }) => stableRowIds,
    otherwise: 'rows are known by their key',
  },
  keyedRows: {
    isMet: ({ stableRowIds }) => !stableRowIds,
    otherwise: 'rows have an identity of their own',
  },
  incrementalRead: {
    isMet: ({ incrementalRead }) => incrementalRead !== undefined,
    otherwise: 'is always read whole',
  },
  editsTold: {
    isMet: ({ incrementalRead }) => incrementalRead === 'edits',
    otherwise: 'does not tell edits alone',
  },
  allTold: {
    isMet: ({ incrementalRead }) => incrementalRead === 'all',
    otherwise: 'does not tell of removals',
  },
} as const satisfies Readonly<Record<string, Need>>;
