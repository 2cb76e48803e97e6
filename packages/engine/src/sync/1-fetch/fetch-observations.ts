import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { FetchWindow } from '../../model/run.ts';
import type { OpenBinding, RunContext } from '../run-context.ts';
import { type FetchedRows, fetchChanges, knownSince } from './fetch-changes.ts';
import { toStaged } from './to-staged.ts';

/** More pages than any supported table has; a cursor that never ends is a fault, not a table. */
const PAGES_MAX = 20_000;

/**
 * Reads every binding to its end, page by page, into the staging tables. A page is a durable step. Returns when
 * and where each binding was read.
 */
export async function fetchObservations(run: RunContext): Promise<Record<string, FetchWindow>> {
  await run.steps.do('fetch: begin', async () => {
    await run.store.clear();
    await run.store.beginStep('fetch');
    return null;
  });
  const fetched: Record<string, FetchWindow> = {};
  const counts: Record<string, number> = {};
  for (const open of run.bindings) {
    const { name } = open.binding;
    const from = await run.steps.do(`fetch ${name}: begin`, async () => run.now().toISOString());
    const { rows, mark } = await fetchBinding(run, open);
    counts[name] = rows;
    const to = await run.steps.do(`fetch ${name}: end`, async () => run.now().toISOString());
    fetched[name] = { from, to, place: open.place, ...(mark === null ? {} : { mark }) };
  }
  await run.steps.do('fetch: end', async () => {
    await run.store.saveFetched(fetched);
    await run.store.endStep('fetch', counts);
    return null;
  });
  return fetched;
}

/** Reads what changed in a binding, where the run asks for that and it tells; else all of it. */
async function fetchBinding(run: RunContext, open: OpenBinding): Promise<FetchedRows> {
  if (run.fetch !== 'incremental') return fetchWhole(run, open);
  const { name } = open.binding;
  const since = await run.steps.do(`fetch ${name}: how`, async () => knownSince(run, open));
  const changed = since === null ? null : await fetchChanges(run, open, since);
  if (changed !== null) return changed;
  await run.steps.do(`fetch ${name}: whole`, async () => {
    await run.store.unstageRows(name);
    return null;
  });
  return fetchWhole(run, open);
}

type FetchedPage = {
  readonly rows: number;
  readonly mark: string | null;
  readonly nextCursor: string | null;
};

async function fetchWhole(run: RunContext, open: OpenBinding): Promise<FetchedRows> {
  const { name } = open.binding;
  let cursor: string | null = null;
  let mark: string | null = null;
  let rows = 0;
  for (let page = 0; page < PAGES_MAX; page++) {
    const from: string | null = cursor;
    const done: FetchedPage = await run.steps.do(`fetch ${name}: page ${page}`, async () => {
      const read = await open.adapter.readPage(open.table, from);
      const staged = read.rows.map((row) => toStaged(row, run.registry.key));
      await run.store.stageRows(name, staged);
      await run.store.countRequests(run.requests);
      const { mark: left = null, nextCursor } = read;
      return { rows: read.rows.length, mark: left, nextCursor };
    });
    rows += done.rows;
    cursor = done.nextCursor;
    if (page === 0) mark = done.mark;
    if (cursor === null) return { rows, mark };
  }
  throw new ChittySyncError('CS_FETCH_INCOMPLETE', `"${name}" has more than ${PAGES_MAX} pages`);
}
