import type { Cell } from '../../model/cell.ts';
import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import { attemptWrite } from './attempt-write.ts';
import { compareRow } from './compare-row.ts';
import { presenceOf } from './look-up-rows.ts';
import { retrieve } from './present-rows.ts';
import { stale } from './row-outcomes.ts';
import { decodeField, type TableCodecs } from './table-codecs.ts';
import { sendCells } from './update-row.ts';
import type { NotionPage } from './wire-shapes.ts';
import { pageIdOf, type WriteContext } from './write-context.ts';

/**
 * Takes a page out of the trash and writes the cells that do not show their value. A page in the trash
 * cannot be edited, so these are two requests.
 */
export function restoreRow(context: WriteContext, write: RowWrite): Promise<WriteOutcome> {
  const { client, rows, codecs } = context;
  const id = pageIdOf(write);
  let restored = false;
  return attemptWrite(context, write, async (number) => {
    let page = await retrieve(client, id);
    if (page === null) return stale(write, 'the page is gone');
    const wanted = withKnownBefore(codecs, page, write);
    if (presenceOf(codecs.table, page) === 'trashed') {
      const comparison = compareRow(codecs, page, wanted);
      if (comparison.kind === 'stale') return stale(write, `${comparison.field} was edited`);
      if ((await rows.findKey(write.key)) !== null) return stale(write, 'another page has the key');
      const reply = await client.updatePage(id, { in_trash: false });
      if (!reply.ok) return { fault: reply.fault };
      page = reply.value;
      rows.note(page);
      restored = true;
    }
    const presence = presenceOf(codecs.table, page);
    if (presence !== 'present') return stale(write, `the page is ${presence}`);
    return sendCells(context, wanted, page, restored || number > 0 ? 'written' : 'already');
  });
}

/** A deleted row shows nothing: an EMPTY before-image holds whatever the page in the trash shows. */
function withKnownBefore(codecs: TableCodecs, page: NotionPage, write: RowWrite): RowWrite {
  const present = (name: string): Cell => {
    const field = codecs.byField.get(name);
    const decoded = field === undefined ? null : decodeField(page, field);
    return decoded?.ok ? decoded.cell : null;
  };
  const cells = Object.entries(write.cells).map(([name, { before, after }]) => [
    name,
    { before: before ?? present(name), after },
  ]);
  return { ...write, cells: Object.fromEntries(cells) };
}
