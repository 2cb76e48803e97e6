import type { ChangeReader, LastRead } from '../../adapters/adapter.ts';
import { must } from '../../errors/assert.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { OpenBinding, RunContext } from '../run-context.ts';
import { toStaged } from './to-staged.ts';

/** Rows that are read one by one, because what they show is not known; where there are more, all are read. */
export const READ_ANEW_MAX = 100;
/** More pages than the changes of any system have; a cursor that never ends is a fault. */
const CHANGED_PAGES_MAX = 1_000;

/**
 * The read since which the changes of a binding tell all that it shows; null where it has to be read whole: its system
 * does not tell, what is remembered of it may not be what it showed, or the run brings back what was. A row whose key
 * is its identity can leave it behind unseen, unless all changes are told.
 */
export function knownSince(
  { fetch, goal }: Pick<RunContext, 'fetch' | 'goal'>,
  { definition, table, isRemembered, unseenSince, readMark }: OpenBinding,
): LastRead | null {
  const { incrementalRead: told, stableRowIds } = definition.capabilities;
  const tells = told === 'all' || (told === 'edits' && table.keyIdentifies !== true);
  const isAsked = fetch === 'incremental' && goal === null;
  if (!isAsked || !tells || !stableRowIds || !isRemembered || unseenSince === null) return null;
  return { from: unseenSince, mark: readMark };
}

/** What was read of a binding. */
export interface FetchedRows {
  readonly rows: number;
  /** What the first page gave for telling what changes from now on. */
  readonly mark: string | null;
}

/**
 * Stages what a binding shows without reading all of it: the rows that were edited since a time, those of which it is
 * not known what they show, and the others as they were last shown. A row is never absent by this: one that is read by
 * its identity and is not there has the binding read whole. Returns what was read, or null where it has to be.
 */
export async function fetchChanges(
  run: RunContext,
  open: OpenBinding,
  since: LastRead,
): Promise<FetchedRows | null> {
  const { store, registry } = run;
  const { name } = open.binding;
  const changed = await stageChanged(run, open, since);
  if (changed === null) return null;
  const again = await stageUnproven(run, open, changed.places);
  if (again === null) return null;
  const isTold = await run.steps.do(`fetch ${name}: unchanged`, async () => {
    if (await store.hasUnknownRows(name, registry.key)) return false;
    await store.stageUnchanged(name, fieldsOf(open));
    return true;
  });
  return isTold ? { rows: changed.rows + again, mark: changed.mark } : null;
}

/** The rows that were edited, and the places that they took; null where they do not tell what the table shows. */
async function stageChanged(
  run: RunContext,
  open: OpenBinding,
  since: LastRead,
): Promise<(FetchedRows & { readonly places: number }) | null> {
  const { name } = open.binding;
  let cursor: string | null = null;
  let mark: string | null = null;
  let rows = 0;
  let places = 0;
  for (let page = 0; page < CHANGED_PAGES_MAX; page++) {
    const from: string | null = cursor;
    const done: ChangesRead | null = await run.steps.do(`fetch ${name}: changes ${page}`, () =>
      stageChangedPage(run, open, since, from),
    );
    if (done === null) return null;
    rows += done.rows;
    places = Math.max(places, done.places);
    cursor = done.nextCursor;
    if (page === 0) mark = done.mark;
    if (cursor === null) return { rows, places, mark };
  }
  const message = `the changes of "${name}" have more than ${CHANGED_PAGES_MAX} pages`;
  throw new ChittySyncError('CS_FETCH_INCOMPLETE', message);
}

type ChangesRead = {
  readonly rows: number;
  readonly mark: string | null;
  /** One more than the last place that a row took. */
  readonly places: number;
  readonly nextCursor: string | null;
};

/** A row that is blank by now is in no table, though its page is there: only a whole read tells what became of it. */
async function stageChangedPage(
  run: RunContext,
  open: OpenBinding,
  since: LastRead,
  cursor: string | null,
): Promise<ChangesRead | null> {
  const { name } = open.binding;
  const read = await readerOf(open).readChanges(open.table, since, cursor);
  await run.store.countRequests(run.requests);
  if (read === null || read.blank > 0) return null;
  if (cursor === null) await run.store.unstageRows(name);
  const staged = read.rows.map((row) => toStaged(row, run.registry.key));
  await run.store.stageRows(name, staged);
  const places = Math.max(0, ...staged.map(({ position }) => position + 1));
  const { rows, mark = null, nextCursor } = read;
  return { rows: rows.length, mark, places, nextCursor };
}

/** Rows of which it is not known what they show, read by their identity; null where there are many, or one is missing. */
async function stageUnproven(
  run: RunContext,
  open: OpenBinding,
  firstPlace: number,
): Promise<number | null> {
  const { name } = open.binding;
  const unproven = await run.steps.do(`fetch ${name}: unproven`, async () => {
    const rows = await run.store.listUnproven(name, fieldsOf(open), null, READ_ANEW_MAX + 1);
    return rows.map(({ externalId, isDetached }) => ({ externalId, isDetached }));
  });
  if (unproven.length > READ_ANEW_MAX) return null;
  const size = open.definition.capabilities.rowsPerLookUpMax;
  let rows = 0;
  for (let at = 0; at < unproven.length; at += size) {
    const chunk = unproven.slice(at, at + size);
    const isWhole = await run.steps.do(`fetch ${name}: again ${at}`, async () => {
      const ids = chunk.map(({ externalId }) => externalId);
      const found = await readerOf(open).readRows(open.table, ids);
      const placed = found.map((row, i) => ({ ...row, position: firstPlace + at + i }));
      await run.store.stageRows(
        name,
        placed.map((row) => toStaged(row, run.registry.key)),
      );
      await run.store.countRequests(run.requests);
      const there = new Set(found.map(({ externalId }) => externalId));
      return chunk.every(({ externalId, isDetached }) => isDetached || there.has(externalId));
    });
    if (!isWhole) return null;
    rows += chunk.length;
  }
  return rows;
}

function readerOf({ adapter }: OpenBinding): ChangeReader {
  return must(adapter.changes, 'an adapter that says so tells what changed');
}

function fieldsOf({ table }: OpenBinding): readonly string[] {
  return table.fields.map(({ field }) => field);
}
