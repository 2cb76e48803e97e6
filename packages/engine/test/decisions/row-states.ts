import type { Cell, Cells } from '../../src/model/cell.ts';
import type { EditInterval } from '../../src/model/observed-row.ts';
import type { BindingShape } from '../build/a-binding.ts';
import type { RowShape } from '../build/a-row.ts';

/** The two bindings whose states the tables cross. Further ones, `w` and `z`, hold the base unchanged. */
export type Slot = 'x' | 'y';

/** What a row that is there can be in. */
export const PRESENT_STATES = [
  'unchanged',
  'edited',
  'editedLater',
  'editedAlike',
  'cleared',
  'behind',
  'behindEdited',
  'met',
  'lacking',
  'unreadable',
  'invalid',
  'forbidden',
  'reverted',
  'detached',
] as const;
export type PresentState = (typeof PRESENT_STATES)[number];

/** What has become of a row that a complete fetch did not show. */
export const ABSENT_STATES = ['gone', 'trashed', 'moved', 'unreachable'] as const;
export type AbsentState = (typeof ABSENT_STATES)[number];

/** What a row of a record that no base knows can be in. */
export const NEW_STATES = [
  'none',
  'created',
  'createdAlike',
  'createdBlank',
  'createdInvalid',
] as const;
export type NewState = (typeof NEW_STATES)[number];

export type RowState = PresentState | AbsentState | NewState;

/** The values of the field `name`, by the word that the tables have for them. */
export const VALUES = {
  base: 'a a',
  x: 'b a',
  y: 'a c',
  both: 'b c',
  alike: 'd d',
  old: 'o o',
  empty: null,
} as const satisfies Readonly<Record<string, Cell>>;

const KEY = { id: 'k1' };
export const BASE: Cells = { ...KEY, name: VALUES.base };
const OLD: Cells = { ...KEY, name: VALUES.old };
const TOO_LONG = 'n'.repeat(41);
const EARLY = interval('12:00', '12:10');
const LATE = interval('12:20', '12:30');

/** A row in a state, and what its binding is like. */
export interface StatedRow {
  readonly row: RowShape;
  readonly binding?: BindingShape;
}

/** How a binding shows the record when its row is in the state. Edits of both slots overlap unless later. */
export const ROWS: Readonly<Record<RowState, (slot: Slot) => StatedRow>> = {
  unchanged: () => ({ row: { shown: BASE } }),
  edited: (slot) => ({ row: now(VALUES[slot], EARLY) }),
  editedLater: (slot) => ({ row: now(VALUES[slot], LATE) }),
  editedAlike: () => ({ row: now(VALUES.alike, EARLY) }),
  cleared: () => ({ row: now(null, EARLY) }),
  behind: () => ({ row: { shown: OLD } }),
  behindEdited: (slot) => ({ row: { ...now(VALUES[slot], EARLY), shown: OLD } }),
  met: (slot) => ({ row: { now: { ...KEY, name: VALUES[slot] }, edited: EARLY } }),
  lacking: () => ({ row: {} }),
  unreadable: () => ({
    row: {
      shown: BASE,
      now: KEY,
      problems: [{ field: 'name', rule: 'TYPE', message: '', value: '?' }],
    },
  }),
  invalid: () => ({ row: now(TOO_LONG, EARLY) }),
  forbidden: (slot) => ({ row: now(VALUES[slot], EARLY), binding: { access: { name: 'write' } } }),
  reverted: (slot) => ({
    row: now(VALUES[slot], EARLY),
    binding: { access: { name: 'write' }, onForbidden: { name: 'revert' } },
  }),
  detached: (slot) => ({ row: { ...now(VALUES[slot], EARLY), detached: true } }),
  gone: () => ({ row: { shown: BASE, now: null, presence: 'gone' } }),
  trashed: () => ({ row: { shown: BASE, now: null, presence: 'trashed' } }),
  moved: () => ({ row: { shown: BASE, now: null, presence: 'moved' } }),
  unreachable: () => ({ row: { shown: BASE, now: null, presence: 'unreachable' } }),
  none: () => ({ row: {} }),
  created: (slot) => ({ row: { now: { ...KEY, name: VALUES[slot] }, edited: EARLY } }),
  createdAlike: () => ({ row: { now: { ...KEY, name: VALUES.alike }, edited: EARLY } }),
  createdBlank: () => ({ row: { now: { ...KEY, name: null }, edited: EARLY } }),
  createdInvalid: () => ({ row: { now: { ...KEY, name: TOO_LONG }, edited: EARLY } }),
};

function now(name: Cell, edited: EditInterval): RowShape {
  return { shown: BASE, now: { ...KEY, name }, edited };
}

function interval(from: string, to: string): EditInterval {
  return { from: `2026-01-31T${from}:00.000Z`, to: `2026-01-31T${to}:00.000Z` };
}
