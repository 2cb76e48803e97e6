import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import { attemptWrite } from './attempt-write.ts';
import { movedField } from './compare-row.ts';
import { presenceOf } from './look-up-rows.ts';
import { retrieve } from './present-rows.ts';
import { stale } from './row-outcomes.ts';
import { pageIdOf, type WriteContext } from './write-context.ts';

/** Moves a page that still shows its before-image to the trash. */
export function deleteRow(context: WriteContext, write: RowWrite): Promise<WriteOutcome> {
  const { client, rows, codecs } = context;
  const id = pageIdOf(write);
  return attemptWrite(context, write, async (number) => {
    const page = number === 0 ? await rows.page(id) : await retrieve(client, id);
    const presence = page === null ? 'gone' : presenceOf(codecs.table, page);
    if (page === null || presence === 'trashed') {
      const status = number === 0 ? 'already' : 'written';
      return { outcome: { id: write.id, status, externalId: id, shown: null } };
    }
    if (presence !== 'present') return stale(write, `the page is ${presence}`);
    const moved = movedField(codecs, page, write);
    if (moved !== null) return stale(write, `${moved} was edited in Notion`);
    const reply = await client.updatePage(id, { in_trash: true });
    if (!reply.ok) return { fault: reply.fault };
    rows.note(reply.value);
    return { outcome: { id: write.id, status: 'written', externalId: id, shown: null } };
  });
}
