import { must } from '../../errors/assert.ts';
import type { RowWrite } from '../../model/write.ts';
import type { NotionClient } from './notion-client.ts';
import type { PresentRows } from './present-rows.ts';
import type { TableCodecs } from './table-codecs.ts';

/** What the writes of one chunk share. */
export interface WriteContext {
  readonly client: NotionClient;
  readonly codecs: TableCodecs;
  readonly rows: PresentRows;
  readonly wait: (ms: number) => Promise<void>;
}

/** The page that an update, delete or restore is about. */
export function pageIdOf(write: RowWrite): string {
  return must(write.externalId, 'a write to an existing row names it');
}
