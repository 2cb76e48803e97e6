import type { BoundField } from '../model/bound-table.ts';
import type { FieldMap } from '../model/registry.ts';
import type { FieldSpec } from '../model/registry-schema.ts';
import type { ColumnTraits, KnownColumn, ShapeChange } from '../model/shape-change.ts';
import type { TableField, TableShape } from '../model/system.ts';
import { findColumn } from './bind-table.ts';

type FieldMaps = Readonly<Record<string, FieldMap>>;

/** What a comparison asks of the system that the table is in. */
interface TraitsOf {
  traits(field: Pick<BoundField, 'cellType' | 'column'>): ColumnTraits;
}

/**
 * What changed about the mapped columns since the last accepted run. A column that was renamed and can be followed
 * by its id has not changed, nor has one that the binding maps otherwise than then, nor one that was loosened
 * (an option more, empty cells permitted).
 */
export function compareShapes(
  known: readonly KnownColumn[],
  shape: TableShape,
  maps: FieldMaps,
  specs: readonly FieldSpec[],
  system: TraitsOf,
): ShapeChange[] {
  const followed = followColumns(known, shape, maps);
  return known.flatMap((before) => {
    const map = followed[before.field];
    const spec = specs.find(({ field }) => field === before.field);
    if (map === undefined || spec === undefined || !isMappedAsBefore(before, maps)) return [];
    const after = findColumn(shape, map.column);
    const changes = after === undefined ? [gone(before)] : compareColumn(before, after, map, spec);
    return after === undefined
      ? changes
      : [...compareTraits(before, after, spec, system), ...changes];
  });
}

/**
 * The field maps with the columns that were renamed since they were mapped by name, found again by their id. Where
 * the declared column exists, it is the one that counts.
 */
export function followColumns(
  known: readonly KnownColumn[],
  shape: TableShape,
  maps: FieldMaps,
): FieldMaps {
  const entries = Object.entries(maps).map(([field, map]): [string, FieldMap] => {
    const before = known.find((column) => column.field === field);
    const isLost = findColumn(shape, map.column) === undefined;
    if (before === undefined || !isLost || !isMappedAsBefore(before, maps)) return [field, map];
    const renamed = shape.fields.find(({ id }) => id === before.id);
    return [field, renamed === undefined ? map : { ...map, column: renamed.id }];
  });
  return Object.fromEntries(entries);
}

/** Whether the binding still means that column, whatever it calls it. */
function isMappedAsBefore({ field, id, name, mappedAs }: KnownColumn, maps: FieldMaps): boolean {
  const map = maps[field];
  if (map === undefined || map.access === 'none') return false;
  return [mappedAs, id, name].includes(map.column);
}

function gone(before: KnownColumn): ShapeChange {
  return changeOf(before, 'column-gone', before.nativeType, null);
}

function compareColumn(
  before: KnownColumn,
  after: TableField,
  map: FieldMap,
  spec: FieldSpec,
): ShapeChange[] {
  const changes: ShapeChange[] = [];
  if (before.id !== after.id) {
    const now = `another column, ${after.nativeType}`;
    changes.push(changeOf(before, 'column-replaced', before.nativeType, now));
  }
  if (before.writable && !after.writable && map.access !== 'read') {
    changes.push(changeOf(before, 'not-writable', 'writable', 'read only'));
  }
  return [...changes, ...compareOptions(before, after, spec)];
}

function compareTraits(
  before: KnownColumn,
  after: TableField,
  { cellType }: FieldSpec,
  system: TraitsOf,
): ShapeChange[] {
  const was = system.traits({ cellType, column: before });
  const is = system.traits({ cellType, column: after });
  const { nativeType } = before;
  if (was.type !== is.type) {
    return [changeOf(before, 'type-altered', nativeType, after.nativeType)];
  }
  return is.required && !was.required
    ? [changeOf(before, 'required', nativeType, after.nativeType)]
    : [];
}

/**
 * Options that the registry's schema permits and the column lost. One that went while one came that the schema
 * does not permit was renamed; a permitted one that came was made by a write. A column that lists no options any
 * more takes them all.
 */
function compareOptions(
  before: KnownColumn,
  after: TableField,
  { options: permitted }: FieldSpec,
): ShapeChange[] {
  const { options: was = [] } = before;
  const is = after.options;
  if (is === undefined) return [];
  const removed = was.filter(
    (option) => !is.includes(option) && permitted?.includes(option) !== false,
  );
  const added = is.filter(
    (option) => !was.includes(option) && permitted?.includes(option) !== true,
  );
  const [renamed] = added;
  const isRename = removed.length === 1 && added.length === 1 && renamed !== undefined;
  return removed.map((option) =>
    isRename
      ? changeOf(before, 'option-renamed', option, renamed)
      : changeOf(before, 'option-removed', option, null),
  );
}

function changeOf(
  { field, name: column }: KnownColumn,
  kind: ShapeChange['kind'],
  before: string,
  after: string | null,
): ShapeChange {
  return { field, column, kind, before, after };
}
