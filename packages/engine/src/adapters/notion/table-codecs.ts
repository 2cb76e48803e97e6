import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { BoundField, BoundTable } from '../../model/bound-table.ts';
import type { Cell, Cells } from '../../model/cell.ts';
import type { CellProblem, ObservedRow } from '../../model/observed-row.ts';
import type { DecodedCell, FieldCodec } from '../adapter.ts';
import { notionCodec } from './codec.ts';
import { EDIT_TIME_PRECISION_MS } from './notion-capabilities.ts';
import type { Relations } from './relations.ts';
import type { NotionPage } from './wire-shapes.ts';

const PROBLEM_VALUE_MAX = 500;

export interface FieldOfTable {
  readonly bound: BoundField;
  readonly codec: FieldCodec;
}

/** A bound table with the codec of each field. */
export interface TableCodecs {
  readonly table: BoundTable;
  readonly fields: readonly FieldOfTable[];
  readonly byField: ReadonlyMap<string, FieldOfTable>;
  /** The tables that its relations are to; needed to write a relation. */
  readonly relations: Relations;
}

/** @throws CS_TYPE_UNSUPPORTED */
export function codecsOf(table: BoundTable, relations: Relations = new Map()): TableCodecs {
  const fields = table.fields.map((bound) => {
    const codec = notionCodec(bound);
    if (codec === null) {
      const { name, nativeType } = bound.column;
      throw new ChittySyncError(
        'CS_TYPE_UNSUPPORTED',
        `the Notion property ${name} (${nativeType}) cannot hold ${bound.cellType}`,
        { details: { field: bound.field, column: name, nativeType, cellType: bound.cellType } },
      );
    }
    return { bound, codec };
  });
  const byField = new Map(fields.map((field) => [field.bound.field, field]));
  return { table, fields, byField, relations };
}

/** A property of a page under its current name. */
export interface PageProperty {
  readonly name: string;
  readonly value: unknown;
}

/**
 * A field's property, found by its id, which renames do not change, else by name.
 * @throws CS_COLUMN_MISSING
 */
export function propertyOf(page: NotionPage, { column, field }: BoundField): PageProperty {
  for (const [name, value] of Object.entries(page.properties)) {
    if (value.id === column.id) return { name, value };
  }
  const value = page.properties[column.name];
  if (value === undefined) {
    throw new ChittySyncError('CS_COLUMN_MISSING', `the property ${column.name} is gone`, {
      details: { column: column.name, field },
    });
  }
  return { name: column.name, value };
}

export function decodeField(page: NotionPage, { bound, codec }: FieldOfTable): DecodedCell {
  return codec.decode(propertyOf(page, bound).value);
}

/** The row that a page shows. Each mapped field is in `cells` or in `problems`. */
export function rowOf(codecs: TableCodecs, page: NotionPage, position: number): ObservedRow {
  const cells: Record<string, Cell> = {};
  const problems: CellProblem[] = [];
  for (const { bound, codec } of codecs.fields) {
    const { value } = propertyOf(page, bound);
    const decoded = codec.decode(value);
    if (decoded.ok) cells[bound.field] = decoded.cell;
    else {
      const { rule, message } = decoded;
      const text = JSON.stringify(value).slice(0, PROBLEM_VALUE_MAX);
      problems.push({ field: bound.field, rule, message, value: text });
    }
  }
  return { externalId: page.id, position, cells, problems, edited: editedOf(page) };
}

/** The cells that a page shows; a field that cannot be read is left out. */
export function shownCells(codecs: TableCodecs, page: NotionPage): Cells {
  return rowOf(codecs, page, 0).cells;
}

/** Notion rounds the time of the last edit down to the minute. */
export function editedOf(page: NotionPage): ObservedRow['edited'] {
  const from = Date.parse(page.last_edited_time);
  if (Number.isNaN(from)) return null;
  return {
    from: new Date(from).toISOString(),
    to: new Date(from + EDIT_TIME_PRECISION_MS).toISOString(),
  };
}
