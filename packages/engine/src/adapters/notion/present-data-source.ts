import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { TableRef } from '../../model/system.ts';
import type { NotionClient } from './notion-client.ts';
import { answered } from './notion-requester.ts';
import { dataSourceIdOf } from './table-ref.ts';
import type { NotionDataSource } from './wire-shapes.ts';

/** @throws CS_TABLE_NOT_FOUND when the data source does not exist, is not shared or lies in the trash */
export async function presentDataSource(
  client: NotionClient,
  ref: TableRef,
): Promise<NotionDataSource> {
  const place = `data source ${dataSourceIdOf(ref)}`;
  const dataSource = answered(await client.dataSource(dataSourceIdOf(ref)), place);
  if (dataSource.in_trash !== true) return dataSource;
  throw new ChittySyncError('CS_TABLE_NOT_FOUND', `${place} is in Notion's trash`, {
    details: { place },
  });
}
