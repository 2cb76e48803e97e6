import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import { type Attempted, attemptWrite } from './attempt-write.ts';
import { compareRow, encodeCells } from './compare-row.ts';
import { presenceOf } from './look-up-rows.ts';
import { retrieve } from './present-rows.ts';
import { shownRow, stale, writtenRow } from './row-outcomes.ts';
import type { NotionPage } from './wire-shapes.ts';
import { pageIdOf, type WriteContext } from './write-context.ts';

/** Writes the cells that still show their before-image; a row that shows anything else is stale. */
export function updateRow(context: WriteContext, write: RowWrite): Promise<WriteOutcome> {
  const { client, rows, codecs } = context;
  const id = pageIdOf(write);
  return attemptWrite(context, write, async (number) => {
    const page = number === 0 ? await rows.page(id) : await retrieve(client, id);
    const presence = page === null ? 'gone' : presenceOf(codecs.table, page);
    if (page === null || presence !== 'present') return stale(write, `the page is ${presence}`);
    return sendCells(context, write, page, number === 0 ? 'already' : 'written');
  });
}

/**
 * A cell that cannot be written holds up no other: the outcome shows it as it is, and where nothing else is
 * to be written it is the refusal. `doneStatus`: the outcome when nothing is left to be written; `written`
 * says that an earlier request of this write has changed the page.
 */
export async function sendCells(
  context: WriteContext,
  write: RowWrite,
  page: NotionPage,
  doneStatus: 'already' | 'written',
): Promise<Attempted> {
  const { codecs } = context;
  const comparison = compareRow(codecs, page, write);
  switch (comparison.kind) {
    case 'already':
      return { outcome: shownRow(codecs, write, page, doneStatus) };
    case 'stale':
      return stale(write, `${comparison.field} was edited in Notion`);
    case 'ready': {
      const encoded = encodeCells(codecs, write, comparison.fields, page);
      const { properties, fields } = encoded;
      if (fields.length === 0) {
        const outcome = comparison.refused ?? encoded.refused ?? encoded.unrelated;
        return outcome !== null && doneStatus === 'already'
          ? { outcome }
          : { outcome: shownRow(codecs, write, page, doneStatus) };
      }
      const reply = await context.client.updatePage(page.id, { properties });
      return reply.ok
        ? { outcome: writtenRow(context, write, reply.value, fields) }
        : { fault: reply.fault };
    }
  }
}
