import { DatabaseSync } from 'node:sqlite';
import type { StoredCollection } from './stored-collection.ts';

/** The SQLite file behind a store. */
export interface StateFile {
  /** Gives every entry, in order. */
  load(take: (collection: string, id: string, value: unknown) => void): void;
  /** Writes the pending changes of the collections in one transaction. */
  write(changed: Iterable<readonly [string, StoredCollection]>): void;
  close(): void;
}

/** Opens or creates a state file. Throws if the file is no database. */
export function openStateFile(path: string): StateFile {
  const database = new DatabaseSync(path);
  database.exec('PRAGMA journal_mode = WAL');
  database.exec('PRAGMA synchronous = NORMAL');
  // `place` keeps the insertion order; an update of the value leaves it alone.
  database.exec(
    `CREATE TABLE IF NOT EXISTS entries (
       place INTEGER PRIMARY KEY AUTOINCREMENT,
       collection TEXT NOT NULL, id TEXT NOT NULL, value TEXT NOT NULL,
       UNIQUE (collection, id))`,
  );
  const all = database.prepare('SELECT collection, id, value FROM entries ORDER BY place');
  const clear = database.prepare('DELETE FROM entries WHERE collection = ?');
  const remove = database.prepare('DELETE FROM entries WHERE collection = ? AND id = ?');
  const put = database.prepare(
    `INSERT INTO entries (collection, id, value) VALUES (?, ?, ?)
     ON CONFLICT (collection, id) DO UPDATE SET value = excluded.value`,
  );
  const writeOne = (name: string, { pending, get }: StoredCollection): void => {
    if (pending.cleared) clear.run(name);
    for (const id of pending.deleted) remove.run(name, id);
    for (const id of pending.changed) put.run(name, id, JSON.stringify(get(id)));
  };
  return {
    load: (take) => {
      for (const row of all.iterate()) {
        take(String(row.collection), String(row.id), JSON.parse(String(row.value)));
      }
    },
    write: (changed) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        for (const [name, collection] of changed) writeOne(name, collection);
        database.exec('COMMIT');
      } catch (error) {
        database.exec('ROLLBACK');
        throw error;
      }
    },
    close: () => database.close(),
  };
}
