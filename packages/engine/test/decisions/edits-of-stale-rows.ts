import type { PresentRow } from './decision-table.ts';

/** What the row shows was not seen before: an edit of a row that lagged behind, or a row that is met for the first time. */
const NEVER_SEEN: PresentRow = {
  unchanged: {
    lastWrite: 'x by hash over w y z → w y z',
    prefer: 'x by prefer over w y z → w y z',
    quorum: 'base by quorum over x → x',
    merge: 'x by hash over w y z → w y z',
    manual: 'base open waits',
  },
  edited: {
    lastWrite: 'x by hash over y → w y z',
    prefer: 'x by prefer over y → w y z',
    quorum: 'base by quorum over x y → x y',
    merge: 'x by hash over y → w y z',
    manual: 'base open waits',
  },
  editedLater: {
    lastWrite: 'y by last-write-wins over x → w x z',
    prefer: 'x by prefer over y → w y z',
    quorum: 'base by quorum over x y → x y',
    merge: 'x by hash over y → w y z',
    manual: 'base open waits',
  },
  editedAlike: {
    lastWrite: 'alike by hash over x → w x z',
    prefer: 'x by prefer over y → w y z',
    quorum: 'base by quorum over x y → x y',
    merge: 'alike by hash over x → w x z',
    manual: 'base open waits',
  },
  cleared: {
    lastWrite: 'x by hash over y → w y z',
    prefer: 'x by prefer over y → w y z',
    quorum: 'base by quorum over x y → x y',
    merge: 'x by hash over y → w y z',
    manual: 'base open waits',
  },
  behind: {
    lastWrite: 'x by hash over w z → w y z',
    prefer: 'x by prefer over w z → w y z',
    quorum: 'base by quorum over x → x y',
    merge: 'x by hash over w z → w y z',
    manual: 'base open waits',
  },
  behindEdited: {
    lastWrite: 'x by hash over w y z → w y z',
    prefer: 'x by prefer over w y z → w y z',
    quorum: 'base by quorum over x y → x y',
    merge: 'x by hash over w y z → w y z',
    manual: 'base open waits',
  },
  met: {
    lastWrite: 'x by hash over w y z → w y z',
    prefer: 'x by prefer over w y z → w y z',
    quorum: 'base by quorum over x y → x y',
    merge: 'x by hash over w y z → w y z',
    manual: 'base open waits',
  },
  lacking: {
    lastWrite: 'x by hash over w z → +y w z',
    prefer: 'x by prefer over w z → +y w z',
    quorum: 'base by quorum over x → +y x',
    merge: 'x by hash over w z → +y w z',
    manual: 'base open → +y waits',
  },
  unreadable: {
    lastWrite: 'x by hash over w z → w z ! y:TYPE waits',
    prefer: 'x by prefer over w z → w z ! y:TYPE waits',
    quorum: 'base by quorum over x → x ! y:TYPE waits',
    merge: 'x by hash over w z → w z ! y:TYPE waits',
    manual: 'base open ! y:TYPE waits',
  },
  invalid: {
    lastWrite: 'x by hash over w z → w z ! y:SCHEMA_MAXLENGTH waits',
    prefer: 'x by prefer over w z → w z ! y:SCHEMA_MAXLENGTH waits',
    quorum: 'base by quorum over x → x ! y:SCHEMA_MAXLENGTH waits',
    merge: 'x by hash over w z → w z ! y:SCHEMA_MAXLENGTH waits',
    manual: 'base open ! y:SCHEMA_MAXLENGTH waits',
  },
  forbidden: {
    lastWrite: 'x by hash over w z → w z ! y:PERMISSION waits',
    prefer: 'x by prefer over w z → w z ! y:PERMISSION waits',
    quorum: 'base by quorum over x → x ! y:PERMISSION waits',
    merge: 'x by hash over w z → w z ! y:PERMISSION waits',
    manual: 'base open ! y:PERMISSION waits',
  },
  reverted: {
    lastWrite: 'x by hash over w y z → w y z',
    prefer: 'x by prefer over w y z → w y z',
    quorum: 'base by quorum over x y → x y',
    merge: 'x by hash over w y z → w y z',
    manual: 'base open waits',
  },
  detached: {
    lastWrite: 'x by hash over w z → w z',
    prefer: 'x by prefer over w z → w z',
    quorum: 'base by quorum over x → x',
    merge: 'x by hash over w z → w z',
    manual: 'base open waits',
  },
};

/**
 * `x` does not show the base yet: its row lags behind, is met for the first time, or was never there. An edit
 * of what had not been seen has the bindings against it that show the base. A row that was never there is
 * made, and is no deletion.
 *
 * Where a field waits while another row is to be taken back, the line says so (`by permission`) in each run,
 * though nothing is written before the field is decided.
 */
export const EDITS_OF_STALE_ROWS: Readonly<
  Record<'behind' | 'behindEdited' | 'met' | 'lacking', PresentRow>
> = {
  behind: {
    unchanged: 'base → x',
    edited: 'y by change → w x z',
    editedLater: 'y by change → w x z',
    editedAlike: 'alike by change → w x z',
    cleared: 'empty by change → w x z',
    behind: 'base → x y',
    behindEdited: {
      lastWrite: 'base by hash over y → x y',
      prefer: 'y by prefer over w z → w x z',
      quorum: 'base by quorum over y → x y',
      merge: 'base by hash over y → x y',
      manual: 'base open waits',
    },
    met: {
      lastWrite: 'base by hash over y → x y',
      prefer: 'y by prefer over w z → w x z',
      quorum: 'base by quorum over y → x y',
      merge: 'base by hash over y → x y',
      manual: 'base open waits',
    },
    lacking: 'base → +y x',
    unreadable: 'base → x ! y:TYPE waits',
    invalid: 'base → x ! y:SCHEMA_MAXLENGTH waits',
    forbidden: 'base → x ! y:PERMISSION waits',
    reverted: 'base by permission over y → x y',
    detached: 'base → x',
  },
  behindEdited: NEVER_SEEN,
  met: NEVER_SEEN,
  lacking: {
    unchanged: 'base → +x',
    edited: 'y by change → +x w z',
    editedLater: 'y by change → +x w z',
    editedAlike: 'alike by change → +x w z',
    cleared: 'empty by change → +x w z',
    behind: 'base → +x y',
    behindEdited: {
      lastWrite: 'base by hash over y → +x y',
      prefer: 'y by prefer over w z → +x w z',
      quorum: 'base by quorum over y → +x y',
      merge: 'base by hash over y → +x y',
      manual: 'base open → +x waits',
    },
    met: {
      lastWrite: 'base by hash over y → +x y',
      prefer: 'y by prefer over w z → +x w z',
      quorum: 'base by quorum over y → +x y',
      merge: 'base by hash over y → +x y',
      manual: 'base open → +x waits',
    },
    lacking: 'base → +x +y',
    unreadable: 'base → +x ! y:TYPE waits',
    invalid: 'base → +x ! y:SCHEMA_MAXLENGTH waits',
    forbidden: 'base → +x ! y:PERMISSION waits',
    reverted: 'base by permission over y → +x y',
    detached: 'base → +x',
  },
};
