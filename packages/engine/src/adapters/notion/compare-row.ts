import { must } from '../../errors/assert.ts';
import { type Cell, canonicalSet, cellsEqual } from '../../model/cell.ts';
import { RELATED_ROW_MISSING, type RowWrite, type WriteOutcome } from '../../model/write.ts';
import { type EncodedCell, projectCell } from '../adapter.ts';
import { keepForm } from './keep-form.ts';
import { namePages } from './name-pages.ts';
import type { PropertyValues } from './notion-client.ts';
import type { Refusal } from './property-value.ts';
import { decodeField, type FieldOfTable, propertyOf, type TableCodecs } from './table-codecs.ts';
import type { NotionPage } from './wire-shapes.ts';

/**
 * How a page stands to a write: done already, moved on, or ready with the fields to send. A field that
 * cannot be read is not sent; `refused` is the first such.
 */
export type Comparison =
  | { readonly kind: 'already' }
  | { readonly kind: 'stale'; readonly field: string }
  | {
      readonly kind: 'ready';
      readonly fields: readonly string[];
      readonly refused: WriteOutcome | null;
    };

/**
 * What to send; `fields` are those that can be sent. Of the others the refusal of the first, and of the first that
 * relates to a row that is not there yet.
 */
export interface EncodedCells {
  readonly properties: PropertyValues;
  readonly fields: readonly string[];
  readonly refused: WriteOutcome | null;
  readonly unrelated: WriteOutcome | null;
}

/**
 * Compares the page with the before-image, in what the property can show of it. `fields` are those that
 * do not show their value yet.
 */
export function compareRow(codecs: TableCodecs, page: NotionPage, write: RowWrite): Comparison {
  const open: string[] = [];
  let refused: WriteOutcome | null = null;
  for (const [name, { before, after }] of Object.entries(write.cells)) {
    const field = fieldOf(codecs, name);
    const present = decodeField(page, field);
    if (!present.ok) {
      refused ??= refusal(write, name, present);
      continue;
    }
    if (showsCell(field, present.cell, after)) continue;
    if (!showsBefore(codecs, field, present.cell, before)) return { kind: 'stale', field: name };
    open.push(name);
  }
  const isDone = open.length === 0 && refused === null;
  return isDone ? { kind: 'already' } : { kind: 'ready', fields: open, refused };
}

/** The first cell of a row about to be deleted that is not as its before-image says, or null. */
export function movedField(codecs: TableCodecs, page: NotionPage, write: RowWrite): string | null {
  for (const [name, { before }] of Object.entries(write.cells)) {
    const field = fieldOf(codecs, name);
    const present = decodeField(page, field);
    if (!present.ok || !showsBefore(codecs, field, present.cell, before)) return name;
  }
  return null;
}

/** Whether the page shows the `after` of each cell. */
export function showsAll(codecs: TableCodecs, page: NotionPage, write: RowWrite): boolean {
  return compareRow(codecs, page, write).kind === 'already';
}

/**
 * The values to send, by the property's current name. Over a page they keep what its values hold besides
 * the cells.
 */
export function encodeCells(
  codecs: TableCodecs,
  write: RowWrite,
  fields: readonly string[],
  page: NotionPage | null,
): EncodedCells {
  const properties: Record<string, unknown> = {};
  const sendable: string[] = [];
  let refused: WriteOutcome | null = null;
  let unrelated: WriteOutcome | null = null;
  for (const name of fields) {
    const field = fieldOf(codecs, name);
    const { column } = field.bound;
    const property = page === null ? null : propertyOf(page, field.bound);
    const encoded = encodeOver(codecs, field, property?.value, write.cells[name]?.after ?? null);
    if (encoded.ok) {
      properties[property?.name ?? column.name] = encoded.native;
      sendable.push(name);
    } else if (encoded.rule === RELATED_ROW_MISSING) unrelated ??= refusal(write, name, encoded);
    else refused ??= refusal(write, name, encoded);
  }
  return { properties, fields: sendable, refused, unrelated };
}

function encodeOver(
  { relations }: TableCodecs,
  { bound, codec }: FieldOfTable,
  present: unknown,
  cell: Cell,
): EncodedCell {
  const { nativeType } = bound.column;
  const encoded = codec.encode(cell);
  if (!encoded.ok) return encoded;
  const named =
    nativeType === 'relation' ? namePages(relations.get(bound.field), encoded.native) : encoded;
  return named.ok ? keepForm(nativeType, present, named.native) : named;
}

/** A written field that Notion left as it was: it refused the value without a word. */
export function ignoredField(
  codecs: TableCodecs,
  page: NotionPage,
  write: RowWrite,
  fields: readonly string[],
): string | null {
  const ignored = fields.find((name) => {
    const field = fieldOf(codecs, name);
    const present = decodeField(page, field);
    const { before = null, after = null } = write.cells[name] ?? {};
    return (
      present.ok && !showsCell(field, present.cell, after) && showsCell(field, present.cell, before)
    );
  });
  return ignored ?? null;
}

function refusal({ id }: RowWrite, field: string, { rule, message }: Refusal): WriteOutcome {
  return { id, status: 'rejected', rule, message, field };
}

/** A relation may show its before-image without the rows that went away since, by an earlier write perhaps. */
function showsBefore(
  { relations }: TableCodecs,
  field: FieldOfTable,
  present: Cell,
  before: Cell,
): boolean {
  if (showsCell(field, present, before)) return true;
  const related = relations.get(field.bound.field);
  if (related === undefined || !Array.isArray(before)) return false;
  return cellsEqual(present, canonicalSet(before.filter((key) => !related.isGone(key))));
}

/** Whether `present` is the cell, or what the property shows for it. */
function showsCell({ codec }: FieldOfTable, present: Cell, cell: Cell): boolean {
  if (cellsEqual(present, cell)) return true;
  const projected = projectCell(codec, cell);
  return projected.ok && cellsEqual(present, projected.cell);
}

function fieldOf({ byField }: TableCodecs, name: string): FieldOfTable {
  return must(byField.get(name), 'a write holds mapped fields only');
}
