import type { ColumnType } from './column-type.ts';

type RangeOf = Extract<ColumnType, { kind: 'range' }>['of'];

/**
 * SQL expressions for one column. `castType` is the type without its modifier, since an explicit
 * cast to varchar(n) or numeric(p,s) cuts or rounds silently while an assignment refuses.
 * None depends on DateStyle, TimeZone or the search path of the session.
 */
export interface ColumnSql {
  readonly type: ColumnType | null;
  readonly castType: string;
}

/** The column's value as the text that the codec decodes. */
export function readExpression(column: ColumnSql, value: string): string {
  switch (column.type?.kind) {
    case 'date':
      return `to_json(${value})#>>'{}'`;
    case 'timestamp':
      return `to_json(${column.type.zone ? `${value} AT TIME ZONE 'UTC'` : value})#>>'{}'`;
    case 'array':
      return `to_json(${value})::text`;
    case 'range':
      return rangeText(column.type.of, value);
    case 'json':
      return `nullif(${value}::jsonb, 'null'::jsonb)::text`;
    default:
      return `${value}::text`;
  }
}

/** A text (as `readExpression` or the codec's encode gives it) as a value of the column's type. */
export function castExpression(column: ColumnSql, text: string): string {
  switch (column.type?.kind) {
    case 'timestamp':
      // A zone in a timestamp literal is ignored, and the text is always UTC.
      return column.type.zone ? `(${text}::timestamp AT TIME ZONE 'UTC')` : `${text}::timestamp`;
    case 'array':
      return `(${elementsOf(text)})::${column.castType}`;
    case 'range':
      return rangeOf(column.type.of, column.castType, text);
    default:
      return `${text}::${column.castType}`;
  }
}

/**
 * Whether the column's value is the same cell as the text: null-safe, and blind to what a cell
 * does not hold.
 */
export function sameCell(column: ColumnSql, value: string, text: string): string {
  switch (column.type?.kind) {
    case 'text':
    case 'enum':
      // Byte order, since a collation or citext may call different texts equal.
      return `nullif(${value}::text, '') COLLATE "C" IS NOT DISTINCT FROM ${text}`;
    case 'array': {
      const present = `SELECT e FROM unnest(${value}::text[]) AS u(e)`;
      return `(${canonicalSet(present)}) IS NOT DISTINCT FROM (${canonicalSet(expanded(text))})`;
    }
    case 'json':
      return `nullif(${value}::jsonb, 'null'::jsonb) IS NOT DISTINCT FROM ${text}::jsonb`;
    case 'range': {
      // Whether a bound belongs to a range of instants is no part of the cell.
      const cast = castExpression(column, text);
      const isSame = `lower(${value}) = lower(${cast}) AND upper(${value}) = upper(${cast})`;
      return `coalesce(${isSame}, ${value} IS NULL AND ${text} IS NULL)`;
    }
    default:
      return `${value} IS NOT DISTINCT FROM ${castExpression(column, text)}`;
  }
}

/** `[start, end]` as JSON, both of which belong to the range; dates end a day before the bound of Postgres. */
function rangeText(of: RangeOf, value: string): string {
  const zone = of === 'instant' ? ` AT TIME ZONE 'UTC'` : '';
  const end = of === 'date' ? `upper(${value}) - 1` : `upper(${value})${zone}`;
  const bounds = `json_build_array(to_json(lower(${value})${zone}), to_json(${end}))::text`;
  return `CASE WHEN ${value} IS NULL THEN NULL ELSE ${bounds} END`;
}

/** Of `start/end`; a range of one instant holds it, and any other ends before its end, as is usual in Postgres. */
function rangeOf(of: RangeOf, castType: string, text: string): string {
  const point = of === 'date' ? 'date' : 'timestamp';
  const zone = of === 'instant' ? ` AT TIME ZONE 'UTC'` : '';
  const [start, end] = [1, 2].map((n) => `split_part(${text}, '/', ${n})`);
  const bounds = of === 'date' ? `'[]'` : `CASE WHEN ${start} = ${end} THEN '[]' ELSE '[)' END`;
  const range = `${castType}(${start}::${point}${zone}, ${end}::${point}${zone}, ${bounds})`;
  return `CASE WHEN ${text} IS NULL THEN NULL ELSE ${range} END`;
}

function expanded(text: string): string {
  return `SELECT e FROM json_array_elements_text(${text}::json) AS u(e)`;
}

function elementsOf(text: string): string {
  return `SELECT array_agg(e ORDER BY n)
    FROM json_array_elements_text(${text}::json) WITH ORDINALITY AS u(e, n)`;
}

function canonicalSet(elements: string): string {
  return `SELECT array_agg(DISTINCT e COLLATE "C" ORDER BY e COLLATE "C")
    FROM (${elements}) AS s WHERE e <> ''`;
}
