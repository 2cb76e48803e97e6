import type { BoundField, BoundTable } from '../../model/bound-table.ts';
import type { RowWrite } from '../../model/write.ts';
import type { NotionClient } from './notion-client.ts';
import { RelatedPages, TITLE_COLUMN } from './related-pages.ts';
import { dataSourceIdOf, parseNotionId } from './table-ref.ts';

/** The related tables of a table, by the field whose relation is to them. */
export type Relations = ReadonlyMap<string, RelatedPages>;

/** Relations to one table by one column share what is known of it. */
export function relationsOf(client: NotionClient, table: BoundTable): Relations {
  const opened = new Map<string, RelatedPages>();
  const relations = new Map<string, RelatedPages>();
  for (const field of table.fields) {
    const dataSourceId = parseNotionId(field.column.relatesTo?.dataSourceId);
    if (field.column.nativeType !== 'relation' || dataSourceId === null) continue;
    const column = keyColumn(table, field, dataSourceId);
    const place = `${dataSourceId} ${'declared' in column ? column.declared : column.id}`;
    const related = opened.get(place) ?? new RelatedPages(client, dataSourceId, column);
    opened.set(place, related);
    relations.set(field.field, related);
  }
  return relations;
}

/** The declared column; of the table itself its own key; else the title. */
function keyColumn(table: BoundTable, { relatedColumn }: BoundField, dataSourceId: string) {
  if (relatedColumn !== undefined) return { declared: relatedColumn };
  const [name, ...others] = table.key;
  const key = table.fields.find(({ field }) => field === name);
  const isOwn = dataSourceId === dataSourceIdOf(table.ref);
  return isOwn && others.length === 0 && key !== undefined ? key.column : TITLE_COLUMN;
}

/** Of tables beside the table itself, which was just read. @throws CS_TABLE_NOT_FOUND */
export async function requireRelated(relations: Relations, table: BoundTable): Promise<void> {
  const others = table.fields.flatMap(({ field, column }) => {
    const isOwn = column.relatesTo?.dataSourceId === dataSourceIdOf(table.ref);
    return isOwn ? [] : [relations.get(field)];
  });
  for (const related of new Set(others)) await related?.requirePresent();
}

/** Looks for the rows that a chunk of writes relates to. */
export async function prepareRelations(
  relations: Relations,
  writes: readonly RowWrite[],
): Promise<void> {
  for (const [field, related] of relations) {
    const keys = writes.flatMap(({ cells }) => {
      const after = cells[field]?.after ?? null;
      return Array.isArray(after) ? (after as readonly string[]) : [];
    });
    if (keys.length > 0) await related.prepare([...new Set(keys)]);
  }
}
