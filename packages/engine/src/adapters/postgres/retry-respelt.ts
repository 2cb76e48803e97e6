import { cellsEqual } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
import { findByExternalId } from './look-up-rows.ts';
import type { OpenTable, ShownRow } from './open-table.ts';
import { fieldsOf, type PreparedCell, type PreparedWrite } from './prepare-write.ts';
import { runGroup } from './run-group.ts';
import type { Outcomes, Results } from './settle-writes.ts';
import type { SqlClient } from './sql-client.ts';

/** A text can say these in several ways, of which SQL does not know that they are one cell. */
const RESPELT: ReadonlySet<CellType> = new Set(['json', 'date-range']);

/**
 * Writes again what no statement touched, though its row shows the before-image: as a person spelt it. The
 * text as it stands is the condition then.
 */
export async function retryRespelt(
  client: SqlClient,
  table: OpenTable,
  prepared: readonly PreparedWrite[],
  results: Results,
  outcomes: Outcomes,
): Promise<void> {
  const open = prepared.filter(
    ({ write, cells, hopeless }) =>
      !hopeless && !results.has(write.id) && !outcomes.has(write.id) && cells.some(isRespelt),
  );
  if (open.length === 0) return;
  const ids = open.map(({ write }) => write.externalId ?? '');
  const rows = await findByExternalId(client, table, ids);
  const again = open.flatMap((item) => asItStands(item, rows.get(item.write.externalId ?? '')));
  for (const group of Map.groupBy(again, ofOneKind).values()) {
    const more = await runGroup(client, table, group);
    for (const [id, result] of more) results.set(id, result);
  }
}

function isRespelt({ field: { cellType, column } }: PreparedCell): boolean {
  return column.type?.kind === 'text' && RESPELT.has(cellType);
}

/** The write on condition of the texts that the row has, if they say its before-image and are not it already. */
function asItStands(item: PreparedWrite, row: ShownRow | undefined): readonly PreparedWrite[] {
  if (row === undefined) return [];
  const cells = item.cells.map((cell): PreparedCell => {
    const shown = row.cells[cell.field.field];
    const isBefore = shown !== undefined && cellsEqual(shown, cell.beforeCell);
    const text = row.texts[cell.field.field] ?? null;
    return isRespelt(cell) && isBefore && shown !== null ? { ...cell, before: text } : cell;
  });
  const isNew = cells.some((cell, i) => cell.before !== item.cells[i]?.before);
  return isNew ? [{ ...item, cells }] : [];
}

function ofOneKind(item: PreparedWrite): string {
  return `${item.write.kind} ${fieldsOf(item)}`;
}
