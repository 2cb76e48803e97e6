import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import type { ObservedRow } from '../../model/observed-row.ts';
import type { NewTable } from '../adapter.ts';
import { type CreationWindow, EVERY_ROW, firstHalf, nextWindow } from './creation-window.ts';
import { boundTable, startWorkspace, type TestWorkspace } from './notion-workspace.fixture.ts';
import { formatCursor, parseCursor, type ReadCursor } from './read-cursor.ts';

const ROWS: NewTable = {
  title: 'Rows',
  key: ['code'],
  fields: [{ name: 'code', cellType: 'text', required: true }],
};
/** A query of the emulator shows no more rows than these. */
const CAP = 20;
const MINUTE = 60_000;
const START = Date.parse('2026-01-01T00:00:00Z');

describe('a table with more rows than a query shows', () => {
  let workspace: TestWorkspace;
  let table: BoundTable;
  let dataSourceId: string;

  beforeAll(async () => {
    workspace = await startWorkspace({ maxResults: CAP });
  });
  afterAll(() => workspace.close());
  beforeEach(async () => {
    const shape = await workspace.adapter.createTable(ROWS);
    table = boundTable(shape, ROWS);
    dataSourceId = String(shape.table.dataSourceId);
  });

  let created = 0;

  async function addRow(minute: number): Promise<void> {
    const now = new Date(START + minute * MINUTE).toISOString();
    await workspace.control('POST', 'clock', { now });
    await workspace.api('POST', 'pages', {
      parent: { type: 'data_source_id', data_source_id: dataSourceId },
      properties: { code: { title: [{ text: { content: `row ${created++}` } }] } },
    });
  }

  async function readAll(between: () => Promise<void> = async () => {}): Promise<ObservedRow[]> {
    const rows: ObservedRow[] = [];
    let cursor: string | null = null;
    do {
      const page = await workspace.adapter.readPage(table, cursor);
      rows.push(...page.rows);
      cursor = page.nextCursor;
      await between();
    } while (cursor !== null);
    return rows;
  }

  function expectEachOnce(rows: readonly ObservedRow[], count: number): void {
    expect(new Set(rows.map((row) => row.externalId)).size).toBe(count);
    expect(rows.map((row) => row.position)).toEqual(Array.from({ length: count }, (_, n) => n));
  }

  it('is read whole, each row once, with positions that count on', async () => {
    for (let n = 0; n < 110; n += 1) await addRow(n * 7);
    expectEachOnce(await readAll(), 110);
  });

  it('[C4] is read whole where windows meet within crowded minutes', async () => {
    const minutes = [0, 0, 1, 1_000, 1_001, 500_000].flatMap((at) => Array<number>(9).fill(at));
    for (const minute of minutes) await addRow(minute);
    expectEachOnce(await readAll(), minutes.length);
  });

  it('is read with the rows that are added meanwhile', async () => {
    for (let n = 0; n < 50; n += 1) await addRow(n);
    let added = 0;
    const rows = await readAll(async () => {
      if (added++ === 0) await addRow(60);
    });
    expectEachOnce(rows, 51);
  });

  it('[B1] fails where one minute holds too many', async () => {
    await addRow(0);
    for (let n = 0; n <= CAP; n += 1) await addRow(5);
    await expect(readAll()).rejects.toMatchObject({ code: 'CS_FETCH_INCOMPLETE' });
  });

  it('is not asked for in windows when it is just full', async () => {
    for (let n = 0; n < CAP; n += 1) await addRow(n);
    await workspace.requests();
    expectEachOnce(await readAll(), CAP);
    expect(await workspace.requests()).toEqual({
      'POST /v1/data_sources/{id}/query': 1,
      'GET /v1/data_sources/{id}': 1,
    });
  });
});

describe('windows of creation time', () => {
  const minute = fc.integer({ min: 0, max: 10_000_000 }).map((n) => n * MINUTE);
  const iso = (ms: number) => new Date(ms).toISOString();

  it('divide any rows without gap or overlap', () => {
    fc.assert(
      fc.property(fc.array(minute, { minLength: 2, maxLength: 60 }), (times) => {
        const max = 1 + times.filter((time) => time === mostCommon(times)).length;
        const counted: number[] = [];
        let open: CreationWindow | null = EVERY_ROW;
        while (open !== null) {
          const window: CreationWindow = open;
          const within = times.filter((time) => isWithin(window, time));
          if (within.length <= max) {
            counted.push(...within);
            open = nextWindow(window);
          } else {
            open = firstHalf(window, iso(Math.min(...within)), iso(Math.max(...within)));
            expect(open).not.toBeNull();
          }
        }
        expect(counted.sort()).toEqual([...times].sort());
      }),
    );
  });

  it('come back from a cursor as they were', () => {
    const time = minute.map(iso);
    const cursors = fc.record({
      position: fc.nat(),
      notionCursor: fc.option(fc.uuid().map((id) => `s:${id}:${id}`)),
      window: fc.oneof(
        fc.constant(EVERY_ROW),
        fc.record({ from: fc.option(time), until: time, later: fc.array(time) }),
        fc.record({ from: time, until: fc.constant(null), later: fc.constant([]) }),
      ),
    });
    fc.assert(
      fc.property(cursors, (cursor: ReadCursor) => {
        expect(parseCursor(formatCursor(cursor))).toEqual(cursor);
      }),
    );
  });

  function isWithin({ from, until }: CreationWindow, time: number): boolean {
    return (
      (from === null || time >= Date.parse(from)) && (until === null || time < Date.parse(until))
    );
  }

  function mostCommon(times: readonly number[]): number {
    const count = (time: number) => times.filter((other) => other === time).length;
    return times.reduce((best, time) => (count(time) > count(best) ? time : best));
  }
});
