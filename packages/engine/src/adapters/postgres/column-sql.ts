import type { ArrayType, ColumnType } from './column-type.ts';
import { quoteLiteral } from './sql-identifier.ts';

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
    case 'inet':
      return `to_json(${value})#>>'{}'`;
    case 'interval':
      return intervalText(value);
    case 'array':
      return arrayText(elementOf(column, column.type), value);
    case 'range':
      return rangeText(column.type.of, value);
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
      return `(${elementsOf(elementOf(column, column.type), text)})::${column.castType}`;
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
    case 'shown':
      return `nullif(${value}::text, '') IS NOT DISTINCT FROM ${text}`;
    case 'interval':
      // Postgres calls a month and 30 days equal.
      return `${intervalText(value)} IS NOT DISTINCT FROM ${intervalText(`${text}::interval`)}`;
    case 'array':
      return sameArray(elementOf(column, column.type), value, text);
    case 'json':
      return sameJson(column, value, text);
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

/** A duration of ISO 8601, with parts that are zero; all of them are of one sign or the other, whatever the style. */
function intervalText(value: string): string {
  const part = (name: string) => `extract(${name} from ${value})::bigint`;
  const seconds = `trim_scale(${part('microseconds')}::numeric / 1000000)`;
  const parts = [`12 * ${part('year')} + ${part('month')}`, ...['day', 'hour', 'minute'].map(part)];
  return `CASE WHEN ${value} IS NULL THEN NULL WHEN NOT isfinite(${value}) THEN ${value}::text
    ELSE format('P%sM%sDT%sH%sM%sS', ${[...parts, seconds].join(', ')}) END`;
}

/** The element's type as a column of its own. */
function elementOf(column: ColumnSql, { element }: ArrayType): ColumnSql {
  return { type: element, castType: column.castType.replace(/\[\]$/, '') };
}

/** The texts of the elements as JSON; of an array of several dimensions what tells that it is one. */
function arrayText(element: ColumnSql, value: string): string {
  const texts = `SELECT coalesce(json_agg(${readExpression(element, 'u.e')} ORDER BY u.n), '[]')::text
    FROM unnest(${value}) WITH ORDINALITY AS u(e, n)`;
  return `CASE WHEN ${value} IS NULL THEN NULL WHEN array_ndims(${value}) > 1
    THEN to_json(${value})::text ELSE (${texts}) END`;
}

function elementsOf(element: ColumnSql, text: string): string {
  return `SELECT array_agg(${castExpression(element, 'u.e')} ORDER BY u.n)
    FROM json_array_elements_text(${text}::json) WITH ORDINALITY AS u(e, n)`;
}

/** Whether two arrays hold the same elements, each as often, in whatever order. */
function sameArray(element: ColumnSql, value: string, text: string): string {
  const isText = element.type?.kind === 'text' || element.type?.kind === 'enum';
  const comparable = (e: string) => {
    if (isText) return `${e}::text COLLATE "C"`;
    return element.type?.kind === 'interval' ? readExpression(element, e) : e;
  };
  const sorted = (e: string, from: string) =>
    `SELECT array_agg(${comparable(e)} ORDER BY ${comparable(e)}) FROM ${from} AS u(e)`;
  const present = sorted('u.e', `unnest(${value})`);
  const cell = isText ? 'u.e' : castExpression(element, 'u.e');
  const wanted = sorted(cell, `json_array_elements_text(${text}::json)`);
  return `((${present}) IS NOT DISTINCT FROM (${wanted}) AND coalesce(array_ndims(${value}), 1) = 1)`;
}

/**
 * A `json` column keeps its text as it was written, and takes what jsonb refuses: the character U+0000, half of a
 * surrogate pair, numbers of any exponent. Such a value is no cell, and one row of them must not fail a statement.
 */
function sameJson({ castType }: ColumnSql, value: string, text: string): string {
  const same = `nullif(${value}::jsonb, 'null'::jsonb) IS NOT DISTINCT FROM ${text}::jsonb`;
  if (castType === 'jsonb') return same;
  const unpaired = replaced(`${value}::text`, PAIR, '');
  const numbers = replaced(`${value}::text`, STRING, '0');
  const isHoldable = `${unpaired} !~ ${quoteLiteral(UNHOLDABLE)}
    AND ${numbers} !~ ${quoteLiteral(HUGE)}`;
  return `CASE WHEN ${value} IS NULL OR (${isHoldable}) THEN ${same} ELSE false END`;
}

function replaced(text: string, pattern: string, by: string): string {
  return `regexp_replace(${text}, ${quoteLiteral(pattern)}, ${quoteLiteral(by)}, 'g')`;
}

const PAIR = String.raw`\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}`;
const UNHOLDABLE = String.raw`(^|[^\\])(\\\\)*\\u(0000|[dD][89a-fA-F])`;
const STRING = String.raw`"([^"\\]|\\.)*"`;
/** An exponent that numeric may not hold. */
const HUGE = '[eE][+-]?[0-9]{5}';
