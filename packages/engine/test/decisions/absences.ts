import type { UnderDeletes } from './decision-table.ts';
import type { AbsentState, PresentState } from './row-states.ts';

/** The trash of a system is as good as no row: whoever finds it there finds it deleted. */
const DELETED: Readonly<Record<PresentState | AbsentState, UnderDeletes>> = {
  unchanged: {
    propagate: 'deleted → -w -y -z unlink x',
    unlink: 'base detach x',
    ignore: 'base waits',
  },
  edited: {
    propagate: 'y by change keep-edit → +x w z unlink x',
    unlink: 'y by change → w z detach x',
    ignore: 'y by change → w z waits',
  },
  editedLater: {
    propagate: 'y by change keep-edit → +x w z unlink x',
    unlink: 'y by change → w z detach x',
    ignore: 'y by change → w z waits',
  },
  editedAlike: {
    propagate: 'alike by change keep-edit → +x w z unlink x',
    unlink: 'alike by change → w z detach x',
    ignore: 'alike by change → w z waits',
  },
  cleared: {
    propagate: 'empty by change keep-edit → +x w z unlink x',
    unlink: 'empty by change → w z detach x',
    ignore: 'empty by change → w z waits',
  },
  behind: {
    propagate: 'deleted → -w -y -z unlink x',
    unlink: 'base → y detach x',
    ignore: 'base → y waits',
  },
  behindEdited: {
    propagate: 'base by hash over y keep-edit → +x y unlink x',
    unlink: 'base by hash over y → y detach x',
    ignore: 'base by hash over y → y waits',
  },
  met: {
    propagate: 'base by hash over y keep-edit → +x y unlink x',
    unlink: 'base by hash over y → y detach x',
    ignore: 'base by hash over y → y waits',
  },
  lacking: {
    propagate: 'deleted → -w -z unlink x',
    unlink: 'base → +y detach x',
    ignore: 'base → +y waits',
  },
  unreadable: {
    propagate: 'base ! y:TYPE waits',
    unlink: 'base detach x ! y:TYPE waits',
    ignore: 'base ! y:TYPE waits',
  },
  invalid: {
    propagate: 'base ! y:SCHEMA_MAXLENGTH waits',
    unlink: 'base detach x ! y:SCHEMA_MAXLENGTH waits',
    ignore: 'base ! y:SCHEMA_MAXLENGTH waits',
  },
  forbidden: {
    propagate: 'base ! y:PERMISSION waits',
    unlink: 'base detach x ! y:PERMISSION waits',
    ignore: 'base ! y:PERMISSION waits',
  },
  reverted: {
    propagate: 'deleted by permission over y → -w -y -z unlink x',
    unlink: 'base by permission over y → y detach x',
    ignore: 'base by permission over y → y waits',
  },
  detached: {
    propagate: 'deleted → -w -z unlink x',
    unlink: 'base detach x',
    ignore: 'base waits',
  },
  gone: {
    propagate: 'deleted → -w -z unlink x y',
    unlink: 'base detach x y',
    ignore: 'base waits',
  },
  trashed: {
    propagate: 'deleted → -w -z unlink x y',
    unlink: 'base detach x y',
    ignore: 'base waits',
  },
  moved: {
    propagate: 'base ! y:ROW_MOVED waits',
    unlink: 'base detach x ! y:ROW_MOVED waits',
    ignore: 'base ! y:ROW_MOVED waits',
  },
  unreachable: {
    propagate: 'base ! y:ROW_UNREACHABLE waits',
    unlink: 'base detach x ! y:ROW_UNREACHABLE waits',
    ignore: 'base ! y:ROW_UNREACHABLE waits',
  },
};

/**
 * The row in `x` is trashed or gone, which is a deletion, or moved or out of reach, which is none. A deletion
 * gives way to an edit, and waits beside what cannot be judged.
 */
export const ABSENCES: Readonly<
  Record<AbsentState, Readonly<Record<PresentState | AbsentState, UnderDeletes>>>
> = {
  gone: DELETED,
  trashed: DELETED,
  moved: {
    unchanged: 'base ! x:ROW_MOVED waits',
    edited: 'y by change → w z ! x:ROW_MOVED waits',
    editedLater: 'y by change → w z ! x:ROW_MOVED waits',
    editedAlike: 'alike by change → w z ! x:ROW_MOVED waits',
    cleared: 'empty by change → w z ! x:ROW_MOVED waits',
    behind: 'base → y ! x:ROW_MOVED waits',
    behindEdited: 'base by hash over y → y ! x:ROW_MOVED waits',
    met: 'base by hash over y → y ! x:ROW_MOVED waits',
    lacking: 'base → +y ! x:ROW_MOVED waits',
    unreadable: 'base ! x:ROW_MOVED y:TYPE waits',
    invalid: 'base ! x:ROW_MOVED y:SCHEMA_MAXLENGTH waits',
    forbidden: 'base ! x:ROW_MOVED y:PERMISSION waits',
    reverted: 'base by permission over y → y ! x:ROW_MOVED waits',
    detached: 'base ! x:ROW_MOVED waits',
    gone: {
      propagate: 'base ! x:ROW_MOVED waits',
      unlink: 'base detach y ! x:ROW_MOVED waits',
      ignore: 'base ! x:ROW_MOVED waits',
    },
    trashed: {
      propagate: 'base ! x:ROW_MOVED waits',
      unlink: 'base detach y ! x:ROW_MOVED waits',
      ignore: 'base ! x:ROW_MOVED waits',
    },
    moved: 'base ! x:ROW_MOVED y:ROW_MOVED waits',
    unreachable: 'base ! x:ROW_MOVED y:ROW_UNREACHABLE waits',
  },
  unreachable: {
    unchanged: 'base ! x:ROW_UNREACHABLE waits',
    edited: 'y by change → w z ! x:ROW_UNREACHABLE waits',
    editedLater: 'y by change → w z ! x:ROW_UNREACHABLE waits',
    editedAlike: 'alike by change → w z ! x:ROW_UNREACHABLE waits',
    cleared: 'empty by change → w z ! x:ROW_UNREACHABLE waits',
    behind: 'base → y ! x:ROW_UNREACHABLE waits',
    behindEdited: 'base by hash over y → y ! x:ROW_UNREACHABLE waits',
    met: 'base by hash over y → y ! x:ROW_UNREACHABLE waits',
    lacking: 'base → +y ! x:ROW_UNREACHABLE waits',
    unreadable: 'base ! x:ROW_UNREACHABLE y:TYPE waits',
    invalid: 'base ! x:ROW_UNREACHABLE y:SCHEMA_MAXLENGTH waits',
    forbidden: 'base ! x:ROW_UNREACHABLE y:PERMISSION waits',
    reverted: 'base by permission over y → y ! x:ROW_UNREACHABLE waits',
    detached: 'base ! x:ROW_UNREACHABLE waits',
    gone: {
      propagate: 'base ! x:ROW_UNREACHABLE waits',
      unlink: 'base detach y ! x:ROW_UNREACHABLE waits',
      ignore: 'base ! x:ROW_UNREACHABLE waits',
    },
    trashed: {
      propagate: 'base ! x:ROW_UNREACHABLE waits',
      unlink: 'base detach y ! x:ROW_UNREACHABLE waits',
      ignore: 'base ! x:ROW_UNREACHABLE waits',
    },
    moved: 'base ! x:ROW_UNREACHABLE y:ROW_MOVED waits',
    unreachable: 'base ! x:ROW_UNREACHABLE y:ROW_UNREACHABLE waits',
  },
};
