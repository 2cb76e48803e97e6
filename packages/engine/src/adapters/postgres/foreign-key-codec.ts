import { parseCell } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { FieldCodec } from '../adapter.ts';
import { refuse } from './text-codec.ts';

/** A relation in a column of single values, whose codec is `single`: the key of one record, or none. */
export function foreignKeyCodec(single: FieldCodec, keyType: CellType): FieldCodec {
  return {
    encode(cell) {
      if (cell === null) return single.encode(null);
      const keys = Array.isArray(cell) ? cell : [];
      const [key] = keys;
      if (keys.length !== 1) {
        return refuse('ONE_KEY', `the column holds the key of one record, not of ${keys.length}`);
      }
      const parsed = parseCell(keyType, key);
      return parsed.ok ? single.encode(parsed.cell) : refuse('TYPE', parsed.message);
    },
    decode(native) {
      const key = single.decode(native);
      return key.ok && key.cell !== null ? { ok: true, cell: [String(key.cell)] } : key;
    },
  };
}
