import { parseCell } from '../../model/cell.ts';
import type { FieldCodec } from '../adapter.ts';
import { decodeAs, encoded, heldValue, refuse } from './property-value.ts';

/** Numbers are doubles: what a double does not give back digit by digit is refused. */
export function numberCodec(cellType: 'integer' | 'decimal'): FieldCodec {
  return {
    encode: (cell) => {
      if (cell === null) return encoded({ number: null });
      if (typeof cell !== 'string') return refuse('TYPE', 'the cell is not a number');
      const number = Number(cell);
      const again = parseCell(cellType, number);
      return again.ok && again.cell === cell
        ? encoded({ number })
        : refuse('PRECISION', `Notion's numbers are doubles and cannot hold ${cell.slice(0, 40)}`);
    },
    decode: (native) => {
      const held = heldValue(native, 'number');
      if (!held.ok) return held;
      return held.value === null || typeof held.value === 'number'
        ? decodeAs(cellType, held.value)
        : refuse('TYPE', 'the number is not a number');
    },
  };
}

/** A checkbox has no third state: EMPTY shows as false. */
export function checkboxCodec(): FieldCodec {
  return {
    encode: (cell) =>
      cell === null || typeof cell === 'boolean'
        ? encoded({ checkbox: cell === true })
        : refuse('TYPE', 'the cell is not true or false'),
    decode: (native) => {
      const held = heldValue(native, 'checkbox');
      return held.ok ? decodeAs('boolean', held.value ?? false) : held;
    },
  };
}
