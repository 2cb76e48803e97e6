import type { BoundField } from '../../model/bound-table.ts';
import { type Cell, parseCell } from '../../model/cell.ts';
import type { FieldCodec } from '../adapter.ts';

/**
 * Columns hold canonical cells, with two declared losses that real systems have: a column of native type
 * `datetime-minute` cuts instants to the minute, and a column with options takes no others.
 */
export function memoryCodec({ cellType, column }: BoundField): FieldCodec | null {
  const isMinute = column.nativeType === 'datetime-minute';
  if (column.cellType !== cellType) return null;
  return {
    encode(cell) {
      const foreign = optionsOf(cell).find((option) => column.options?.includes(option) === false);
      const isOption = cellType === 'enum' || cellType === 'enum-set';
      if (isOption && foreign !== undefined) {
        const message = `the column has no option "${foreign}"`;
        return { ok: false, rule: 'OPTION', message };
      }
      return { ok: true, native: isMinute ? toMinute(cell) : cell };
    },
    decode(native) {
      const parsed = parseCell(cellType, native);
      if (!parsed.ok) return { ok: false, rule: 'TYPE', message: parsed.message };
      return { ok: true, cell: parsed.cell };
    },
  };
}

function optionsOf(cell: Cell): readonly string[] {
  if (Array.isArray(cell)) return cell;
  return typeof cell === 'string' ? [cell] : [];
}

/** `2026-01-31T12:34:56.7Z` → `2026-01-31T12:34:00Z`. */
function toMinute(cell: Cell): Cell {
  return typeof cell === 'string' ? `${cell.slice(0, 16)}:00Z` : cell;
}
