import type { Collection, EmulatorStore } from './emulator.ts';
import { openStateFile } from './state-file.ts';
import { createStoredCollection, type StoredCollection } from './stored-collection.ts';

/** A store's content: for each collection its entries in order. */
export type StoreSnapshot = Readonly<Record<string, readonly (readonly [string, unknown])[]>>;

/** The store as the kernel sees it. */
export interface EmulatorState extends EmulatorStore {
  /** What changed since the last commit holds, and is on disk. */
  commit(): void;
  /** What changed since the last commit never happened. */
  rollBack(): void;
  clear(): void;
  isEmpty(): boolean;
  snapshot(): StoreSnapshot;
  /** Takes the place of the whole content. */
  restore(snapshot: StoreSnapshot): void;
  close(): void;
}

/**
 * Maps in memory. With `statePath`, changes are written to that SQLite file when they are
 * committed, and the next process starts from it; a process that is killed loses only what it had
 * not committed.
 */
export function createEmulatorState(statePath?: string): EmulatorState {
  const file = statePath === undefined ? undefined : openStateFile(statePath);
  const collections = new Map<string, StoredCollection>();
  const changed = new Map<string, StoredCollection>();
  const collection = (name: string): StoredCollection => {
    const known = collections.get(name);
    if (known) return known;
    const made = createStoredCollection(() => changed.set(name, made));
    collections.set(name, made);
    return made;
  };
  file?.load((name, id, value) => collection(name).load(id, value));
  const clear = (): void => {
    for (const stored of collections.values()) stored.clear();
  };
  return {
    // The type of a collection's values is known to the service alone.
    collection: <T>(name: string) => collection(name) as unknown as Collection<T>,
    commit: () => {
      if (changed.size === 0) return;
      file?.write(changed);
      for (const stored of changed.values()) stored.settle();
      changed.clear();
    },
    rollBack: () => {
      for (const stored of changed.values()) stored.rollBack();
      changed.clear();
    },
    clear,
    isEmpty: () => [...collections.values()].every((stored) => stored.size === 0),
    snapshot: () =>
      Object.fromEntries([...collections].map(([name, stored]) => [name, [...stored.entries()]])),
    restore: (snapshot) => {
      clear();
      for (const [name, entries] of Object.entries(snapshot)) {
        for (const [id, value] of entries) collection(name).set(id, value);
      }
    },
    close: () => file?.close(),
  };
}
