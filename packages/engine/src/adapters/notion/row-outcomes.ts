import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import { ignoredField } from './compare-row.ts';
import { editedOf, shownCells, type TableCodecs } from './table-codecs.ts';
import type { NotionPage } from './wire-shapes.ts';
import type { WriteContext } from './write-context.ts';

/** The outcome of a write that Notion answered with the page. */
export function writtenRow(
  { codecs, rows }: WriteContext,
  write: RowWrite,
  page: NotionPage,
  fields: readonly string[],
): WriteOutcome {
  rows.note(page);
  const ignored = ignoredField(codecs, page, write, fields);
  if (ignored !== null) {
    return {
      id: write.id,
      status: 'rejected',
      rule: 'READ_BACK',
      message: `Notion accepted the write but still shows the former value of ${ignored}`,
      field: ignored,
    };
  }
  return shownRow(codecs, write, page, 'written');
}

/** The outcome that carries what the page shows now. */
export function shownRow(
  codecs: TableCodecs,
  write: RowWrite,
  page: NotionPage,
  status: 'written' | 'already',
): WriteOutcome {
  return {
    id: write.id,
    status,
    externalId: page.id,
    shown: shownCells(codecs, page),
    edited: editedOf(page),
  };
}

/** Nothing was written: the row is not as the write expects it. */
export function stale(write: RowWrite, message: string): { readonly outcome: WriteOutcome } {
  return { outcome: { id: write.id, status: 'stale', message } };
}
