import { projectCell, type SystemDefinition } from '../../src/adapters/adapter.ts';
import { type Cell, cellsEqual, parseCell } from '../../src/model/cell.ts';
import type { CellType } from '../../src/model/cell-type.ts';
import { fieldIn, type NativeColumn } from './round-trip-columns.ts';
import { SAMPLES } from './round-trip-samples.ts';

/** What became of a sample in a column. */
export type Trip =
  | { readonly name: string; readonly kind: 'equal' }
  | { readonly name: string; readonly kind: 'poorer'; readonly as: Cell }
  | { readonly name: string; readonly kind: 'refused'; readonly rule: string };

/** Sends every sample of a cell type that is a cell at all through a column; null where the column cannot hold it. */
export function tripsThrough(
  { codec }: SystemDefinition,
  column: NativeColumn,
  cellType: CellType,
): readonly Trip[] | null {
  const found = codec(fieldIn(column, cellType));
  if (found === null) return null;
  return SAMPLES[cellType].flatMap(({ name, value }): Trip[] => {
    const parsed = parseCell(cellType, value);
    if (!parsed.ok) return [];
    const shown = projectCell(found, parsed.cell);
    if (!shown.ok) return [{ name, kind: 'refused', rule: shown.rule }];
    return cellsEqual(shown.cell, parsed.cell)
      ? [{ name, kind: 'equal' }]
      : [{ name, kind: 'poorer', as: shown.cell }];
  });
}

/** In words: `lossless`, or what is poorer and what is refused. All else comes back equal. */
export function verdictOf(trips: readonly Trip[]): string {
  const poorer = trips.flatMap((trip) =>
    trip.kind === 'poorer' ? [`${trip.name} → ${cellText(trip.as)}`] : [],
  );
  const refused = trips.flatMap((trip) => (trip.kind === 'refused' ? [trip] : []));
  const rules = [...Map.groupBy(refused, ({ rule }) => rule)].map(([rule, group]) => {
    return `${samplesOf(group, trips)} (\`${rule}\`)`;
  });
  const parts = [
    ...(poorer.length === 0 ? [] : [`lossy: ${poorer.join('; ')}`]),
    ...(rules.length === 0 ? [] : [`refused: ${rules.join('; ')}`]),
  ];
  return parts.length === 0 ? 'lossless' : parts.join('. ');
}

/** The names of a part of the trips, or those of the others where they are fewer by far. */
function samplesOf(part: readonly Trip[], trips: readonly Trip[]): string {
  const others = trips.filter((trip) => !part.includes(trip));
  if (others.length === 0) return 'every sample';
  const isMost = part.length > 2 * others.length;
  const names = (isMost ? others : part).map(({ name }) => name).join(', ');
  return isMost ? `all but ${names}` : names;
}

const TEXT_MAX = 60;

/** A cell in code marks, long ones cut. */
export function cellText(cell: Cell): string {
  if (cell === null) return 'EMPTY';
  const text = JSON.stringify(cell);
  const cut = text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX - 1).toWellFormed()}…` : text;
  return `\`${cut.replace(UNSEEN, escaped).replaceAll('|', '\\|')}\``;
}

/** What a reader would not see as it is: a no-break space, a combining mark, a change of direction. */
const UNSEEN = /\u00a0|[\u0300-\u036f]|[\u202a-\u202e]/gu;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
