import { parseCell } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import type { TableField } from '../../model/system.ts';
import { CELL_TYPE_OF_KIND, formatNativeType } from './native-type.ts';
import { isComputed, sampleValue } from './sampled-grid.ts';
import type { CellData } from './sheets-client.ts';

const NUMBER_KINDS: ReadonlySet<string> = new Set(['NUMBER', 'PERCENT', 'CURRENCY', 'SCIENTIFIC']);
const VALIDATION_KINDS: ReadonlySet<string> = new Set(['BOOLEAN', 'ONE_OF_LIST']);

/** The field that a column makes, from its header and its first data cells. */
export function columnShape(
  name: string,
  cells: readonly CellData[],
  timeZone: string,
): TableField {
  const validated = cells.find(({ dataValidation }) =>
    VALIDATION_KINDS.has(dataValidation?.condition?.type ?? ''),
  );
  const kind = validated?.dataValidation?.condition?.type ?? formatKind(cells);
  const options = optionsOf(validated);
  const filled = cells.filter((cell) => sampleValue(cell) !== null);
  const samples = filled.map(sampleValue);
  return {
    id: name,
    name,
    nativeType: formatNativeType(kind, timeZone),
    cellType: cellTypeOf(kind, cells, samples),
    writable: filled.length === 0 || !filled.every(isComputed),
    ...(options.length > 0 ? { options } : {}),
  };
}

/** The number format of the first cell that has one. */
function formatKind(cells: readonly CellData[]): string {
  for (const { effectiveFormat, userEnteredFormat } of cells) {
    const type = effectiveFormat?.numberFormat?.type ?? userEnteredFormat?.numberFormat?.type;
    if (type && type !== 'NUMBER_FORMAT_TYPE_UNSPECIFIED') return type;
  }
  return 'AUTOMATIC';
}

function optionsOf(cell: CellData | undefined): string[] {
  const condition = cell?.dataValidation?.condition;
  if (condition?.type !== 'ONE_OF_LIST') return [];
  return (condition.values ?? []).flatMap(({ userEnteredValue }) => userEnteredValue ?? []);
}

function cellTypeOf(
  kind: string,
  cells: readonly CellData[],
  samples: readonly unknown[],
): CellType | null {
  const known = CELL_TYPE_OF_KIND[kind];
  if (known !== undefined) return known;
  if (NUMBER_KINDS.has(kind)) return isWhole(cells, samples) ? 'integer' : 'decimal';
  if (kind !== 'AUTOMATIC') return null;
  if (samples.length === 0) return 'text';
  if (samples.every((value) => typeof value === 'boolean')) return 'boolean';
  if (samples.every((value) => typeof value === 'number')) {
    return samples.every((value) => Number.isSafeInteger(value)) ? 'integer' : 'decimal';
  }
  const isEach = (type: CellType) =>
    samples.every((value) => typeof value === 'string' && parseCell(type, value).ok);
  if (isEach('email')) return 'email';
  return isEach('url') && samples.every((value) => /^https?:/i.test(String(value)))
    ? 'url'
    : 'text';
}

/** Whole numbers, and a pattern that shows no fraction. */
function isWhole(cells: readonly CellData[], samples: readonly unknown[]): boolean {
  const formats = cells.map(
    ({ effectiveFormat, userEnteredFormat }) =>
      (effectiveFormat?.numberFormat ?? userEnteredFormat?.numberFormat)?.pattern,
  );
  const pattern = formats.find((format) => format);
  const isFraction = pattern !== undefined && pattern !== null && /[.%E]/.test(pattern);
  const numbers = samples.filter((value) => typeof value === 'number');
  const isKnown = numbers.length > 0 || (pattern ?? '') !== '';
  return isKnown && !isFraction && numbers.every((value) => Number.isSafeInteger(value));
}
