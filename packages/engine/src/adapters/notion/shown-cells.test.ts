import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import { type Cell, parseCell } from '../../model/cell.ts';
import { type NewTable, projectCell } from '../adapter.ts';
import { notionCodec } from './codec.ts';
import {
  boundTable,
  rowWrite,
  startWorkspace,
  type TestWorkspace,
} from './notion-workspace.fixture.ts';

const ANYTHING: NewTable = {
  title: 'Anything',
  key: ['code'],
  fields: [
    { name: 'code', cellType: 'text', required: true },
    { name: 'notes', cellType: 'text', required: false },
    { name: 'size', cellType: 'decimal', required: false },
    { name: 'done', cellType: 'boolean', required: false },
    { name: 'due', cellType: 'datetime', required: false },
    { name: 'day', cellType: 'date', required: false },
    { name: 'status', cellType: 'enum', required: false, options: ['Open', 'Done'] },
    { name: 'tags', cellType: 'enum-set', required: false, options: ['a', 'b'] },
    { name: 'site', cellType: 'url', required: false },
    { name: 'mail', cellType: 'email', required: false },
  ],
};

describe('the lens', () => {
  let workspace: TestWorkspace;
  let table: BoundTable;

  beforeAll(async () => {
    workspace = await startWorkspace();
    table = boundTable(await workspace.adapter.createTable(ANYTHING), ANYTHING);
  });
  afterAll(() => workspace.close());

  it('[AD4] shows what the codecs say, for any cells', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 5_000, size: 'large' });
    const cells = fc.record({
      notes: text,
      size: fc.double({ noNaN: true, noDefaultInfinity: true }),
      done: fc.option(fc.boolean()),
      due: fc.option(fc.date({ min: new Date(0), noInvalidDate: true }).map((d) => d.toJSON())),
      day: fc.option(
        fc
          .date({ min: new Date(0), max: new Date('9999-01-01'), noInvalidDate: true })
          .map((d) => d.toJSON().slice(0, 10)),
      ),
      mail: fc.option(fc.emailAddress()),
      status: fc.option(fc.constantFrom('Open', 'Done')),
      tags: fc.subarray(['a', 'b']),
      site: fc.option(fc.webUrl()),
    });
    let n = 0;
    const property = fc.asyncProperty(cells, async (values) => {
      const code = `row ${n++}`;
      const row: Record<string, Cell> = { code };
      const projected: Record<string, Cell> = {};
      for (const field of table.fields) {
        const value = { code, ...values }[field.field];
        const parsed = parseCell(field.cellType, value);
        const cell = parsed.ok ? parsed.cell : null;
        const codec = notionCodec(field);
        const shown = codec === null ? null : projectCell(codec, cell);
        row[field.field] = cell;
        if (shown?.ok) projected[field.field] = shown.cell;
      }
      const written = Object.entries(row).map(([field, after]) => [field, [null, after]] as const);
      const write = rowWrite('create', null, { code }, Object.fromEntries(written));
      const [outcome] = await workspace.adapter.applyWrites(table, [write]);
      expect(outcome).toMatchObject({ shown: projected });
    });
    await fc.assert(property, { numRuns: 40 });
  });
});
