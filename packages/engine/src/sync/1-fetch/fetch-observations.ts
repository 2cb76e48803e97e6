import { canonicalJson } from '../../crypto/canonical-json.ts';
import { sha256Hex } from '../../crypto/sha256.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { Cells } from '../../model/cell.ts';
import { contentHash } from '../../model/content-hash.ts';
import { keyHash } from '../../model/key.ts';
import type { CellProblem, ObservedRow } from '../../model/observed-row.ts';
import type { FetchWindow } from '../../model/run.ts';
import type { StagedRow } from '../../model/staged-row.ts';
import type { OpenBinding, RunContext } from '../run-context.ts';

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
    counts[name] = await fetchBinding(run, open);
    const to = await run.steps.do(`fetch ${name}: end`, async () => run.now().toISOString());
    fetched[name] = { from, to, place: open.place };
  }
  await run.steps.do('fetch: end', async () => {
    await run.store.saveFetched(fetched);
    await run.store.endStep('fetch', counts);
    return null;
  });
  return fetched;
}

async function fetchBinding(run: RunContext, open: OpenBinding): Promise<number> {
  const { name } = open.binding;
  let cursor: string | null = null;
  let rows = 0;
  for (let page = 0; page < PAGES_MAX; page++) {
    const from: string | null = cursor;
    const done: { rows: number; nextCursor: string | null } = await run.steps.do(
      `fetch ${name}: page ${page}`,
      async () => {
        const read = await open.adapter.readPage(open.table, from);
        const staged = read.rows.map((row) => toStaged(row, run.registry.key));
        await run.store.stageRows(name, staged);
        await run.store.countRequests(run.requests);
        return { rows: read.rows.length, nextCursor: read.nextCursor };
      },
    );
    rows += done.rows;
    cursor = done.nextCursor;
    if (cursor === null) return rows;
  }
  throw new ChittySyncError('CS_FETCH_INCOMPLETE', `"${name}" has more than ${PAGES_MAX} pages`);
}

function toStaged(row: ObservedRow, key: readonly string[]): StagedRow {
  return {
    ...row,
    keyHash: keyHash(key, row.cells),
    hash: rowHash(row.cells, row.problems),
    contentHash: contentHash(key, row.cells, row.problems),
  };
}

/** The identity of what a row shows; compared with what it showed to choose the records to look at. */
export function rowHash(cells: Cells, problems: readonly CellProblem[] = []): string {
  const unread = problems.map(({ field, rule, value }) => ({
    field,
    rule,
    value: value.toWellFormed(),
  }));
  return sha256Hex(canonicalJson({ cells, unread }));
}
