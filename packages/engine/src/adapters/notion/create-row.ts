import type { RowWrite, WriteOutcome } from '../../model/write.ts';
import { attemptWrite } from './attempt-write.ts';
import { encodeCells, showsAll } from './compare-row.ts';
import { retrieve } from './present-rows.ts';
import { shownRow, stale, writtenRow } from './row-outcomes.ts';
import { dataSourceIdOf } from './table-ref.ts';
import type { NotionPage } from './wire-shapes.ts';
import type { WriteContext } from './write-context.ts';

/**
 * Creates a page, once: Notion knows no idempotency key, so before each repetition the row is looked for
 * by its key.
 */
export async function createRow(context: WriteContext, write: RowWrite): Promise<WriteOutcome> {
  const { client, rows, codecs } = context;
  const dataSourceId = dataSourceIdOf(codecs.table.ref);
  const keyless = codecs.table.key.find((field) => (write.key[field] ?? null) === null);
  if (keyless !== undefined) return withoutKey(write, keyless);
  // A row is created without its relations to rows that are still to be created.
  const encoded = encodeCells(codecs, write, Object.keys(write.cells), null);
  const { fields } = encoded;
  if (encoded.refused !== null) return encoded.refused;

  return attemptWrite(context, write, async (number) => {
    const mayExist = write.attempted || number > 0;
    if (mayExist && !rows.canFind(write.key)) return { outcome: unknownResult(write) };
    const found = number > 0 ? await rows.findKey(write.key) : rows.withKey(write.key);
    if (found !== null) return existing(context, write, found, { fields, number });
    const reply = await client.createPage(dataSourceId, encoded.properties);
    if (reply.ok) return { outcome: writtenRow(context, write, reply.value, fields) };
    const { committedId } = reply.fault;
    const page = committedId === null ? null : await retrieve(client, committedId);
    return page === null
      ? { fault: reply.fault }
      : { outcome: writtenRow(context, write, page, fields) };
  });
}

function existing(
  { codecs }: WriteContext,
  write: RowWrite,
  page: NotionPage,
  sent: { readonly fields: readonly string[]; readonly number: number },
): { readonly outcome: WriteOutcome } {
  const { fields, number } = sent;
  const cells = Object.entries(write.cells).filter(([name]) => fields.includes(name));
  const wanted = { ...write, cells: Object.fromEntries(cells) };
  if ((write.attempted || number > 0) && showsAll(codecs, page, wanted)) {
    return { outcome: shownRow(codecs, write, page, number > 0 ? 'written' : 'already') };
  }
  const key = codecs.table.key.map((name) => `${name} ${JSON.stringify(write.key[name] ?? null)}`);
  return stale(write, `a row with the key ${key.join(', ')} exists already`);
}

function withoutKey({ id }: RowWrite, field: string): WriteOutcome {
  const message = 'a row without its key would not be found again';
  return { id, status: 'rejected', rule: 'KEY_REQUIRED', message, field };
}

function unknownResult(write: RowWrite): WriteOutcome {
  return {
    id: write.id,
    status: 'failed',
    rule: 'RESULT_UNKNOWN',
    message:
      'Notion did not say whether the row was created, and it cannot be searched by this key',
  };
}
