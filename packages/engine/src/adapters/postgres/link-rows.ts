import { type Component, inDependencyOrder } from './in-dependency-order.ts';
import type { OpenTable } from './open-table.ts';
import type { PreparedWrite } from './prepare-write.ts';
import type { ForeignKey } from './table-catalogue.ts';

type Image = 'before' | 'after';

/** How the rows of one chunk refer to each other. */
export interface LinkedRows {
  /** New rows that refer to new rows, each after those. */
  readonly creates: readonly Component<PreparedWrite>[];
  /** Rows that get another key, with those that follow it. */
  readonly updates: readonly Component<PreparedWrite>[];
  /** Rows to delete that others of them refer to, each after those. */
  readonly deletes: readonly Component<PreparedWrite>[];
  /** Updates that may refer to a new row. */
  readonly lateUpdates: ReadonlySet<PreparedWrite>;
  /** Deletes of rows that an update lets go of. */
  readonly lateDeletes: ReadonlySet<PreparedWrite>;
}

/**
 * Finds what has to be written in a certain order, or at once, because rows of the table refer to rows of the
 * same table. One link too many does no harm.
 */
export function linkRows(table: OpenTable, writes: readonly PreparedWrite[]): LinkedRows {
  const keys = table.catalogue.foreignKeys.filter(({ isSelf }) => isSelf);
  const of = (kind: string) => writes.filter(({ write }) => keys.length > 0 && write.kind === kind);
  const [creates, updates, deletes] = [of('create'), of('update'), of('delete')];
  const values = (item: PreparedWrite, image: Image) =>
    keys.flatMap((key) => linkValue(table, key, item, key.columns, image) ?? []);
  const owned = (item: PreparedWrite, image: Image) =>
    keys.flatMap((key) => linkValue(table, key, item, key.target.columns, image) ?? []);
  const parents = byValue(creates, (item) => owned(item, 'after'));
  const children = byValue(deletes, (item) => values(item, 'before'));
  const changed = (read: typeof values, item: PreparedWrite, image: Image) => {
    const texts = { before: read(item, 'before'), after: read(item, 'after') };
    return String(texts.before) === String(texts.after) ? [] : texts[image];
  };
  const renamed = byValue(updates, (item) => changed(owned, item, 'after'));
  const leaving = byValue(updates, (item) => changed(values, item, 'before'));
  const followed = (item: PreparedWrite) => [
    ...changed(values, item, 'after').flatMap((value) => renamed.get(value) ?? []),
    ...changed(owned, item, 'before').flatMap((value) => leaving.get(value) ?? []),
  ];
  return {
    creates: linked(creates, (item) => values(item, 'after').flatMap((v) => parents.get(v) ?? [])),
    updates: linked(updates, followed),
    deletes: linked(deletes, (item) => owned(item, 'before').flatMap((v) => children.get(v) ?? [])),
    lateUpdates: new Set(creates.length === 0 ? [] : updates.filter((item) => refers(keys, item))),
    lateDeletes: new Set(
      deletes.filter((item) => owned(item, 'before').some((value) => leaving.has(value))),
    ),
  };
}

/**
 * The values of columns as one text that is equal for a key and for those that refer to it; null where one of
 * them is NULL or unknown. Compared without case, since a collation may be blind to it.
 */
export function linkValue(
  { identity }: OpenTable,
  key: ForeignKey,
  { cells, ...item }: PreparedWrite,
  columns: readonly string[],
  image: Image,
): string | null {
  const texts = columns.map((name) => {
    const cell = cells.find(({ field }) => field.column.name === name);
    const place = identity.columns.findIndex((column) => column.name === name);
    return cell === undefined ? item.identity[place] : cell[image];
  });
  const known = texts.filter((text) => text !== null && text !== undefined);
  if (known.length < texts.length) return null;
  return JSON.stringify([key.name, ...known.map((text) => text.trimEnd().toLowerCase())]);
}

function byValue(
  items: readonly PreparedWrite[],
  valuesOf: (item: PreparedWrite) => readonly string[],
): ReadonlyMap<string, readonly PreparedWrite[]> {
  const found = new Map<string, PreparedWrite[]>();
  for (const item of items) {
    for (const value of valuesOf(item)) found.set(value, [...(found.get(value) ?? []), item]);
  }
  return found;
}

/** The items that need another one or are needed, in the order in which they need each other. */
function linked(
  items: readonly PreparedWrite[],
  needs: (item: PreparedWrite) => readonly PreparedWrite[],
): readonly Component<PreparedWrite>[] {
  const all = new Map(items.map((item) => [item, needs(item).filter((other) => other !== item)]));
  const needed = new Set([...all.values()].flat());
  const some = items.filter((item) => needed.has(item) || (all.get(item) ?? []).length > 0);
  return inDependencyOrder(some, (item) => all.get(item) ?? []);
}

function refers(keys: readonly ForeignKey[], { cells }: PreparedWrite): boolean {
  const names = new Set(keys.flatMap(({ columns }) => columns));
  return cells.some(
    ({ field, before, after }) =>
      names.has(field.column.name) && after !== null && before !== after,
  );
}
