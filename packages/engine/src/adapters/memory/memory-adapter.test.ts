import { describe, expect, it } from 'vitest';
import type { BoundTable } from '../../model/bound-table.ts';
import type { Cells } from '../../model/cell.ts';
import type { RowWrite, WriteKind } from '../../model/write.ts';
import type { AdapterCapabilities } from '../adapter.ts';
import { projectCell } from '../adapter.ts';
import { memoryDefinition } from './memory-definition.ts';
import { MemorySystem } from './memory-system.ts';

const COLUMNS = [
  { id: 'c1', name: 'code', nativeType: 'text', cellType: 'text', writable: true },
  { id: 'c2', name: 'at', nativeType: 'datetime-minute', cellType: 'datetime', writable: true },
  {
    id: 'c3',
    name: 'status',
    nativeType: 'enum',
    cellType: 'enum',
    writable: true,
    options: ['open', 'closed'],
  },
] as const;

const TABLE: BoundTable = {
  ref: { name: 'items' },
  key: ['code'],
  fields: COLUMNS.map((column) => {
    return { field: column.name, cellType: column.cellType, access: 'both', column };
  }),
};

function start(capabilities: Partial<AdapterCapabilities> = {}, rowsPerPage = 2) {
  const clock = { now: new Date('2026-11-21T12:00:00.500Z') };
  const system = new MemorySystem('token', () => clock.now);
  system.addTable('items', COLUMNS, ['code']);
  const definition = memoryDefinition('notion', [system], { capabilities, rowsPerPage });
  const adapter = definition.open(
    { kind: 'token', token: 'token' },
    {
      fetch,
      countRequest: () => undefined,
      now: () => clock.now,
      newId: () => 'id',
      wait: async () => undefined,
      baseUrls: {},
    },
  );
  return { system, definition, adapter, clock };
}

const write = (
  kind: WriteKind,
  externalId: string | null,
  before: Cells,
  after: Cells = {},
): RowWrite => ({
  id: 'w',
  kind,
  externalId,
  key: { code: after.code ?? before.code ?? null },
  attempted: false,
  cells: Object.fromEntries(
    Object.keys({ ...before, ...after }).map((field) => [
      field,
      { before: before[field] ?? null, after: after[field] ?? null },
    ]),
  ),
});

describe('the memory adapter', () => {
  it('[AD6] reads the table page by page, problems beside cells, blank rows left out', async () => {
    const { system, adapter } = start();
    system.addRow('items', { code: 'A', at: '2026-01-01T10:00:00Z' });
    system.addRow('items', {});
    system.addRow('items', { code: 'B', at: 'yesterday' });
    const first = await adapter.readPage(TABLE, null);
    expect(first.rows).toMatchObject([
      { externalId: 'row-1', position: 0, cells: { code: 'A', status: null }, problems: [] },
    ]);
    const second = await adapter.readPage(TABLE, first.nextCursor);
    expect(second).toMatchObject({
      rows: [{ position: 2, problems: [{ field: 'at', rule: 'TYPE' }] }],
      nextCursor: null,
    });
    expect(second.rows[0]?.cells).not.toHaveProperty('at');
  });

  it('tells edit times as exactly as it is said to know them', async () => {
    const exact = start({ editTime: { precisionMs: 60_000 } });
    exact.system.addRow('items', { code: 'A' });
    const { rows } = await exact.adapter.readPage(TABLE, null);
    expect(rows[0]?.edited).toEqual({
      from: '2026-11-21T12:00:00.000Z',
      to: '2026-11-21T12:01:00.000Z',
    });
    const none = start({ editTime: 'none' });
    none.system.addRow('items', { code: 'A' });
    expect((await none.adapter.readPage(TABLE, null)).rows[0]?.edited).toBeNull();
  });

  it('[AD8] writes on the before-image only, and reads back what the columns show', async () => {
    const { system, adapter } = start();
    const [made] = await adapter.applyWrites(TABLE, [
      write('create', null, {}, { code: 'A', at: '2026-01-01T10:00:30Z' }),
    ]);
    expect(made).toMatchObject({
      status: 'written',
      externalId: 'row-1',
      shown: { code: 'A', at: '2026-01-01T10:00:00Z' },
    });
    const update = write('update', 'row-1', { status: null }, { status: 'open' });
    expect(await adapter.applyWrites(TABLE, [update, update])).toMatchObject([
      { status: 'written', shown: { status: 'open' } },
      { status: 'already' },
    ]);
    system.editRow('items', 'row-1', { status: 'closed' });
    const outdated = write('update', 'row-1', { status: 'open' }, { status: null });
    expect(await adapter.applyWrites(TABLE, [outdated])).toMatchObject([{ status: 'stale' }]);
    const refused = write('update', 'row-1', { status: 'closed' }, { status: 'lost' });
    expect(await adapter.applyWrites(TABLE, [refused])).toMatchObject([
      { status: 'rejected', rule: 'OPTION', field: 'status' },
    ]);
  });

  it('[AD11] finds a row that an earlier attempt created, and refuses a second row of a key', async () => {
    const { adapter } = start();
    const create = write('create', null, {}, { code: 'A', status: 'open' });
    const other = write('create', null, {}, { code: ' A', status: 'closed' });
    const again = { ...create, attempted: true };
    expect(await adapter.applyWrites(TABLE, [create, again, other])).toMatchObject([
      { status: 'written' },
      { status: 'already', externalId: 'row-1' },
      { status: 'stale' },
    ]);
  });

  it('[AD7] [AD22] trashes or deletes, as it is said to, and classifies what is not there', async () => {
    for (const [deleteMeans, presence] of [
      ['trash', 'trashed'],
      ['delete', 'gone'],
    ] as const) {
      const { system, adapter } = start({ deleteMeans });
      system.addRow('items', { code: 'A' });
      system.addRow('items', { code: 'B' });
      system.setPresence('items', 'row-2', 'unreachable');
      const remove = write('delete', 'row-1', { code: 'A' });
      expect(await adapter.applyWrites(TABLE, [remove, remove])).toMatchObject([
        { status: 'written', shown: null },
        { status: 'already', shown: null },
      ]);
      expect(await adapter.lookUp(TABLE, ['row-1', 'row-2', 'row-9'])).toEqual(
        new Map([
          ['row-1', presence],
          ['row-2', 'unreachable'],
          ['row-9', 'gone'],
        ]),
      );
      const restore = write('restore', 'row-1', { code: 'A' }, { code: 'A' });
      const restored = deleteMeans === 'trash' ? 'written' : 'stale';
      expect(await adapter.applyWrites(TABLE, [restore])).toMatchObject([{ status: restored }]);
    }
  });

  it('writes over nothing that it cannot read, though the column was EMPTY before', async () => {
    const { system, adapter } = start();
    system.addRow('items', { code: 'A', at: 'some day' });
    const at = '2026-11-21T12:00:00Z';
    const update = write('update', 'row-1', { at: null }, { at });
    const remove = write('delete', 'row-1', { code: 'A', at: null });
    expect(await adapter.applyWrites(TABLE, [update, remove])).toMatchObject([
      { status: 'stale' },
      { status: 'stale' },
    ]);
  });

  it('[AD24] takes no row out of the trash beside one with its key', async () => {
    const { system, adapter } = start({ deleteMeans: 'trash' });
    const { externalId } = system.addRow('items', { code: 'A' });
    system.setPresence('items', externalId, 'trashed');
    system.addRow('items', { code: 'A' });
    const restore = write('restore', externalId, { code: null }, { code: 'A' });
    expect(await adapter.applyWrites(TABLE, [restore])).toMatchObject([{ status: 'stale' }]);
  });

  it('[AD23] knows rows by their key where they have no identity of their own', async () => {
    const { system, adapter } = start({ stableRowIds: false });
    system.addRow('items', { code: 'A' });
    system.addRow('items', { status: 'open' });
    const { rows } = await adapter.readPage(TABLE, null);
    expect(rows.map((row) => row.externalId)).toEqual(['["A"]', null]);
    const update = write('update', '["A"]', { status: null }, { status: 'open' });
    expect(await adapter.applyWrites(TABLE, [update])).toMatchObject([{ status: 'written' }]);
    const rename = {
      ...write('update', '["A"]', { code: 'A' }, { code: 'B' }),
      key: { code: 'B' },
    };
    expect(await adapter.applyWrites(TABLE, [rename, rename])).toMatchObject([
      { status: 'written', externalId: '["B"]' },
      { status: 'already', externalId: '["B"]' },
    ]);
    system.addRow('items', { code: 'B' });
    const shared = (['update', 'delete'] as const).map((kind) => {
      return write(kind, '["B"]', { status: 'open' });
    });
    expect(await adapter.applyWrites(TABLE, shared)).toMatchObject([
      { status: 'rejected', rule: 'AMBIGUOUS_KEY' },
      { status: 'rejected', rule: 'AMBIGUOUS_KEY' },
    ]);
  });

  it('[AD20] fails where a test says so, and knows no foreign token or table', async () => {
    const { system, adapter, definition } = start();
    system.onRequest = (request) => {
      if (request === 'readPage') throw new Error('outage');
    };
    await expect(adapter.readPage(TABLE, null)).rejects.toThrow('outage');
    await expect(adapter.describeTable({ name: 'nope' })).rejects.toMatchObject({
      code: 'CS_TABLE_NOT_FOUND',
    });
    const environment = {} as Parameters<typeof definition.open>[1];
    const open = () => definition.open({ kind: 'token', token: 'other' }, environment);
    expect(open).toThrow(expect.objectContaining({ code: 'CS_CREDENTIAL_INVALID' }));
  });

  it('[AD1] has codecs whose projection is stable', () => {
    const { definition } = start();
    for (const field of TABLE.fields) {
      const codec = definition.codec(field);
      expect(codec).not.toBeNull();
      if (codec === null) continue;
      const cell = field.cellType === 'datetime' ? '2026-01-01T10:00:30.5Z' : 'open';
      const once = projectCell(codec, cell);
      expect(once.ok && projectCell(codec, once.cell)).toEqual(once);
    }
  });
});
