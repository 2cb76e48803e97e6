import type { Cell } from '../model/cell.ts';
import { keyText } from '../model/key.ts';
import type { MatchedColumns } from './match-columns.ts';
import type { SampledTable } from './sampled-table.ts';

/** Names that people give to what identifies a row, best first. */
const KEY_NAMES =
  /^(id|key|code|number|no|nr|sku|slug|uuid|email|e-?mail)$|(_| )?(id|code|key|number)$/i;

/**
 * The fields that identify a record: a key of one of the tables as it tells, else a field that is named like one, else
 * any; each of them with a value in every sampled row, and no two rows with the same. Empty where there is none.
 */
export function proposeKey(
  tables: readonly SampledTable[],
  fields: readonly MatchedColumns[],
): readonly string[] {
  const everywhere = fields.filter(({ columns }) => columns.length === tables.length);
  const told = tables.flatMap((table) =>
    table.shape.keyCandidates.flatMap((names) => {
      const found = names.map((name) => fieldOf(name, table, everywhere));
      return found.includes(null) ? [] : [found as MatchedColumns[]];
    }),
  );
  const named = everywhere.filter(({ field }) => KEY_NAMES.test(field)).map((field) => [field]);
  const candidates = [...told, ...named, ...everywhere.map((field) => [field])];
  const found = candidates.find((key) => tables.every((table) => identifies(key, table)));
  return found?.map(({ field }) => field) ?? [];
}

function fieldOf(
  name: string,
  table: SampledTable,
  fields: readonly MatchedColumns[],
): MatchedColumns | null {
  const isIt = (field: MatchedColumns) =>
    field.columns.some((each) => each.table === table && each.column.name === name);
  return fields.find(isIt) ?? null;
}

function identifies(key: readonly MatchedColumns[], table: SampledTable): boolean {
  const names = key.map(({ field }) => field);
  const texts = table.rows.map((row) => keyText(names, cellsOf(key, table, row)));
  return !texts.includes(null) && new Set(texts).size === texts.length;
}

function cellsOf(
  key: readonly MatchedColumns[],
  table: SampledTable,
  row: SampledTable['rows'][number],
): Record<string, Cell> {
  return Object.fromEntries(
    key.map(({ field, columns }) => {
      const own = columns.find((each) => each.table === table);
      return [field, own === undefined ? null : (row[own.column.id] ?? null)];
    }),
  );
}
