import type { TableRef, TableShape } from '../../model/system.ts';
import type { NotionClient } from './notion-client.ts';
import { presentDataSource } from './present-data-source.ts';
import { tableFieldOf } from './property-types.ts';
import { parseNotionId } from './table-ref.ts';
import type { NotionDataSource } from './wire-shapes.ts';

/** @throws CS_TABLE_NOT_FOUND when the data source does not exist, is not shared or lies in the trash */
export async function describeTable(client: NotionClient, ref: TableRef): Promise<TableShape> {
  return tableShapeOf(await presentDataSource(client, ref));
}

export function tableShapeOf(dataSource: NotionDataSource): TableShape {
  const fields = Object.values(dataSource.properties).map(tableFieldOf);
  const title = fields.find((field) => field.nativeType === 'title');
  return {
    table: { dataSourceId: parseNotionId(dataSource.id) ?? dataSource.id },
    title: dataSource.title.map((part) => part.plain_text).join(''),
    fields,
    keyCandidates: title === undefined ? [] : [[title.name]],
    ...(dataSource.url === undefined ? {} : { url: dataSource.url }),
  };
}
