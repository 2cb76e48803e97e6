import type { SqlText } from './sql-client.ts';

/** Many rows as one parameter; each value is text and is cast where it is used. */
export interface RecordSet {
  /** A FROM item with the alias `v` and the columns `i` (the row's index) and those given. */
  readonly from: string;
  readonly param: string;
}

/** Rows of equal shape; the names must be plain identifiers of our own. The parameter is number `place`. */
export function recordSet(
  rows: readonly Readonly<Record<string, SqlText>>[],
  place = 1,
): RecordSet {
  const names = Object.keys(rows[0] ?? {});
  const columns = ['i int', ...names.map((name) => `${name} text`)].join(', ');
  return {
    from: `jsonb_to_recordset($${place}::jsonb) AS v(${columns})`,
    param: JSON.stringify(rows.map((row, i) => ({ i, ...row }))),
  };
}

/** `{k0: …, k1: …}`: the texts under one prefix, as columns of a record set. */
export function numbered(
  prefix: string,
  texts: readonly SqlText[],
): Readonly<Record<string, SqlText>> {
  return Object.fromEntries(texts.map((text, i) => [`${prefix}${i}`, text]));
}
