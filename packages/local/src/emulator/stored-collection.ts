import type { Collection } from './emulator.ts';

/** A collection that remembers what changed since it was last settled, and can take it back. */
export interface StoredCollection extends Collection<unknown> {
  /** Adds an entry that is already on disk. */
  load(id: string, value: unknown): void;
  /** What has to be written: first `cleared`, then `deleted`, then `changed`. */
  readonly pending: PendingChanges;
  /** The pending changes hold. */
  settle(): void;
  /** The pending changes never happened; entries return to their places. */
  rollBack(): void;
}

interface PendingChanges {
  readonly cleared: boolean;
  readonly deleted: Set<string>;
  readonly changed: Set<string>;
}

interface Before {
  readonly id: string;
  readonly value: unknown;
  /** `undefined`: there was no such entry. */
  readonly place: number | undefined;
}

const noChanges = (cleared = false): PendingChanges => ({
  cleared,
  deleted: new Set(),
  changed: new Set(),
});

/** A collection in memory; `onChange` is called whenever something becomes pending. */
export function createStoredCollection(onChange: () => void): StoredCollection {
  const entries = createOrderedEntries();
  let history: Before[] = [];
  let pending = noChanges();
  const remember = (id: string): void => {
    history.push(entries.before(id));
    onChange();
  };
  const remove = (id: string): boolean => {
    if (!entries.values.has(id)) return false;
    remember(id);
    entries.remove(id);
    // An entry that is deleted and added again is written at its new place.
    pending.changed.delete(id);
    pending.deleted.add(id);
    return true;
  };
  const settle = (): void => {
    history = [];
    pending = noChanges();
  };
  return {
    get: (id) => entries.values.get(id),
    has: (id) => entries.values.has(id),
    set: (id, value) => {
      remember(id);
      entries.put(id, value);
      pending.changed.add(id);
    },
    delete: remove,
    clear: () => {
      for (const id of [...entries.values.keys()]) remove(id);
      pending = noChanges(true);
      onChange();
    },
    values: () => entries.values.values(),
    entries: () => entries.values.entries(),
    get size() {
      return entries.values.size;
    },
    load: entries.put,
    get pending() {
      return pending;
    },
    settle,
    rollBack: () => {
      entries.restore(history.reverse());
      settle();
    },
  };
}

interface OrderedEntries {
  readonly values: Map<string, unknown>;
  put(id: string, value: unknown): void;
  remove(id: string): void;
  before(id: string): Before;
  /** Undoes changes, latest first. */
  restore(changes: readonly Before[]): void;
}

function createOrderedEntries(): OrderedEntries {
  let values = new Map<string, unknown>();
  /** Rising with the order of the entries. */
  const places = new Map<string, number>();
  let lastPlace = 0;
  const remove = (id: string): void => {
    values.delete(id);
    places.delete(id);
  };
  return {
    get values() {
      return values;
    },
    put: (id, value) => {
      if (!values.has(id)) places.set(id, ++lastPlace);
      values.set(id, value);
    },
    remove,
    before: (id) => ({ id, value: values.get(id), place: places.get(id) }),
    restore: (changes) => {
      let isReordered = false;
      for (const { id, value, place } of changes) {
        if (place === undefined) {
          remove(id);
          continue;
        }
        isReordered ||= places.get(id) !== place;
        values.set(id, value);
        places.set(id, place);
      }
      if (!isReordered) return;
      const placeOf = (id: string): number => places.get(id) ?? 0;
      values = new Map([...values].sort(([a], [b]) => placeOf(a) - placeOf(b)));
    },
  };
}
