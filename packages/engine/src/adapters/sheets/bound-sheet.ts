import { must } from '../../errors/assert.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { BoundField, BoundTable } from '../../model/bound-table.ts';
import type { Cell, Cells } from '../../model/cell.ts';
import type { CellProblem } from '../../model/observed-row.ts';
import type { FieldCodec } from '../adapter.ts';
import { sheetsCodec } from './codec.ts';
import { requireSheetRef, type SheetRef } from './sheet-ref.ts';

/** A mapped field with its codec. */
export interface CodedField {
  readonly field: BoundField;
  readonly codec: FieldCodec;
}

/** A bound table in the terms of this adapter. */
export interface BoundSheet {
  readonly ref: SheetRef;
  readonly fields: readonly CodedField[];
  /** The key fields, in order. */
  readonly key: readonly string[];
}

/** @throws CS_TYPE_UNSUPPORTED when a column cannot hold its field's type */
export function bindSheet(table: BoundTable): BoundSheet {
  const fields = table.fields.map((field) => {
    const codec = sheetsCodec(field);
    if (codec !== null) return { field, codec };
    throw new ChittySyncError(
      'CS_TYPE_UNSUPPORTED',
      `The column ${JSON.stringify(field.column.name)} cannot hold ${field.cellType}.`,
      { details: { column: field.column.name, cellType: field.cellType } },
    );
  });
  for (const name of table.key) {
    must(
      fields.find(({ field }) => field.field === name),
      `the key field ${name} is mapped`,
    );
  }
  return { ref: requireSheetRef(table.ref), fields, key: table.key };
}

/** The mapped cells of one row, read. A field with a problem is absent from `cells`. */
export interface DecodedRow {
  readonly cells: Cells;
  readonly problems: readonly CellProblem[];
  /** The row's identity; null where a key cell is EMPTY or unreadable. */
  readonly key: string | null;
  /**
   * All mapped cells are blank or an unticked checkbox: no row, however many of them there are. A
   * row whose key is hidden under a merged cell is one.
   */
  readonly blank: boolean;
}

const HIDDEN = {
  rule: 'MERGED_CELLS',
  message: 'the cell lies under a merged one, which shows its own value',
  value: '',
};

/**
 * @param columns the column of each field, from 0
 * @param isHidden whether the cell of a column lies under a merged one that shows something
 */
export function decodeRow(
  sheet: BoundSheet,
  columns: readonly number[],
  row: readonly unknown[],
  isHidden: (column: number) => boolean = () => false,
): DecodedRow {
  const cells: Record<string, Cell> = {};
  const problems: CellProblem[] = [];
  let blank = true;
  sheet.fields.forEach(({ field, codec }, i) => {
    const column = columns[i] ?? -1;
    const native = row[column];
    if (isHidden(column)) {
      if (sheet.key.includes(field.field)) blank = false;
      problems.push({ field: field.field, ...HIDDEN });
      return;
    }
    if (!isBlank(native)) blank = false;
    const decoded = codec.decode(native);
    if (decoded.ok) cells[field.field] = decoded.cell;
    else {
      const { rule, message } = decoded;
      problems.push({
        field: field.field,
        rule,
        message,
        value: String(native).slice(0, 1_000),
      });
    }
  });
  return { cells, problems, key: keyOf(sheet.key, cells), blank };
}

/** Whether a cell says nothing about its row: an unticked checkbox holds FALSE. */
export function isBlank(native: unknown): boolean {
  return native === null || native === undefined || native === '' || native === false;
}

/**
 * The identity of a row: the key's canonical cell, or the JSON array of the cells of a composite
 * key. Null where one of them is EMPTY or absent.
 */
export function keyOf(key: readonly string[], cells: Cells): string | null {
  const parts = key.map((name) => cells[name] ?? null);
  if (parts.includes(null)) return null;
  const [only] = parts;
  if (parts.length === 1 && typeof only === 'string') return only;
  return JSON.stringify(parts.length === 1 ? only : parts);
}
