import { must } from '../../errors/assert.ts';
import type { ValuePatch } from './sheets-client.ts';

/** The cells of one row to write: native values by column, from 0. */
export interface RowPatch {
  /** From 0. */
  readonly row: number;
  readonly cells: ReadonlyMap<number, unknown>;
}

interface Span {
  readonly row: number;
  readonly firstColumn: number;
  readonly values: readonly unknown[];
}

/**
 * As few ranges as hold exactly these cells: adjacent cells of a row together, then rows below one
 * another that have the same columns. Each range is filled: a ragged row would leave old values.
 */
export function valuePatches(rows: readonly RowPatch[]): ValuePatch[] {
  const patches: { span: Span; rows: (readonly unknown[])[] }[] = [];
  const open = new Map<string, (typeof patches)[number]>();
  for (const patch of [...rows].sort((a, b) => a.row - b.row)) {
    for (const span of adjacentSpans(patch)) {
      const columns = `${span.firstColumn}+${span.values.length}`;
      const above = open.get(columns);
      if (above !== undefined && above.span.row + above.rows.length === span.row) {
        above.rows.push(span.values);
        continue;
      }
      const started = { span, rows: [span.values] };
      open.set(columns, started);
      patches.push(started);
    }
  }
  return patches.map(({ span, rows: values }) => ({
    range: {
      firstRow: span.row,
      lastRow: span.row + values.length - 1,
      firstColumn: span.firstColumn,
      lastColumn: span.firstColumn + span.values.length - 1,
    },
    rows: values,
  }));
}

function adjacentSpans({ row, cells }: RowPatch): Span[] {
  const spans: { row: number; firstColumn: number; values: unknown[] }[] = [];
  for (const column of [...cells.keys()].sort((a, b) => a - b)) {
    const value = must(cells.get(column), 'a value per column');
    const last = spans.at(-1);
    if (last !== undefined && last.firstColumn + last.values.length === column) {
      last.values.push(value);
    } else {
      spans.push({ row, firstColumn: column, values: [value] });
    }
  }
  return spans;
}
