import { columnIndex, columnName } from './a1-notation.ts';
import { type DimensionChange, followSpan } from './dimension-change.ts';
import type { Dimension } from './wire.ts';

/**
 * Quoted texts, so that they are skipped; or a reference with its title and its one or two corners.
 */
const PIECE =
  /"(?:[^"]|"")*"|(?<![\w.$])(?:('(?:[^']|'')*'|[A-Za-z_]\w*)!)?(\$?)([A-Za-z]{1,3})(\$?)(\d+)(?::(\$?)([A-Za-z]{1,3})(\$?)(\d+))?(?![\w(])/g;

interface Corner {
  readonly fixedColumn: string;
  readonly column: number;
  readonly fixedRow: string;
  readonly row: number;
}

interface Reference {
  readonly title: string | undefined;
  readonly first: Corner;
  readonly last: Corner | undefined;
}

const cornerOf = (parts: readonly (string | undefined)[]): Corner | undefined =>
  parts[1] === undefined
    ? undefined
    : {
        fixedColumn: parts[0] ?? '',
        column: columnIndex(parts[1]),
        fixedRow: parts[2] ?? '',
        row: Number(parts[3]) - 1,
      };

const cornerText = ({ fixedColumn, column, fixedRow, row }: Corner): string =>
  `${fixedColumn}${columnName(column)}${fixedRow}${row + 1}`;

/** Rewrites every reference of a formula; undefined makes it `#REF!`. */
function withReferences(
  formula: string,
  change: (reference: Reference) => Reference | undefined,
): string {
  return formula.replace(PIECE, (piece: string, ...groups: unknown[]) => {
    const parts = groups.slice(0, 9) as (string | undefined)[];
    const first = cornerOf(parts.slice(1, 5));
    if (!first) return piece;
    const changed = change({ title: parts[0], first, last: cornerOf(parts.slice(5, 9)) });
    if (!changed) return '#REF!';
    const cells = [changed.first, changed.last].filter((corner) => corner !== undefined);
    return `${parts[0] === undefined ? '' : `${parts[0]}!`}${cells.map(cornerText).join(':')}`;
  });
}

/** A formula copied to another place: relative references move along, `$` holds them. */
export function shiftedFormula(formula: string, down: number, right: number): string {
  const shift = (corner: Corner): Corner => ({
    ...corner,
    column: corner.column + (corner.fixedColumn === '$' ? 0 : right),
    row: corner.row + (corner.fixedRow === '$' ? 0 : down),
  });
  return withReferences(formula, ({ title, first, last }) => {
    const moved = { title, first: shift(first), last: last && shift(last) };
    const corners = [moved.first, moved.last ?? moved.first];
    return corners.some(({ row, column }) => row < 0 || column < 0) ? undefined : moved;
  });
}

const unquoted = (title: string): string =>
  title.startsWith("'") ? title.slice(1, -1).replaceAll("''", "'") : title;

/** A formula after rows or columns of a sheet moved: its references to that sheet follow them. */
export function followedFormula(
  formula: string,
  ownTitle: string,
  changed: { title: string; dimension: Dimension; change: DimensionChange },
): string {
  const key = changed.dimension === 'ROWS' ? 'row' : 'column';
  return withReferences(formula, (reference) => {
    const title = reference.title === undefined ? ownTitle : unquoted(reference.title);
    if (title.toLowerCase() !== changed.title.toLowerCase()) return reference;
    const { first, last } = reference;
    const span = followSpan(changed.change, first[key], (last ?? first)[key] + 1);
    if (!span) return undefined;
    const end = (span.end ?? span.start + 1) - 1;
    return {
      ...reference,
      first: { ...first, [key]: span.start },
      last: last && { ...last, [key]: end },
    };
  });
}
