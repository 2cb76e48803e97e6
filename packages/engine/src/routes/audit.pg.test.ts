import { sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { appendEntries } from '../audit/append-entries.ts';
import { createAuditSigner } from '../audit/audit-signer.ts';
import { type AuditEntry, auditEntryText } from '../audit/format/audit-entry.ts';
import { DEFAULT_TENANT_ID as tenantId } from '../auth/default-tenant.ts';
import { auditLogOf } from '../db/audit-store.ts';
import { auditEntries } from '../db/oversight-tables.ts';
import { startStateDatabase } from '../db/state-database.fixture.ts';
import { type Edge, startEdge } from './edge.fixture.ts';

let state: Awaited<ReturnType<typeof startStateDatabase>>;
let edge: Edge;
let registryId: string;
beforeAll(async () => {
  state = await startStateDatabase();
  edge = startEdge(state.db);
});
afterAll(() => state.close());

describe('the audit log', () => {
  const addEntry = async (name: string, more: Record<string, unknown> = {}, createdAt?: string) => {
    const id = v7();
    const fields = [{ field: 'name', before: null, after: name }];
    const entry = JSON.stringify({
      v: 1,
      id,
      type: 'write',
      registry: registryId,
      fields,
      ...more,
    });
    const row = { tenantId, id, registryId, entry, signature: `sig ${name}` };
    await state.db.insert(auditEntries).values(createdAt ? { ...row, createdAt } : row);
    return id;
  };

  it('is searched by its parts, newest last', async () => {
    registryId = v7();
    const first = await addEntry('plain', {}, '2026-01-01T00:00:00Z');
    await addEntry('100%_sure', {}, '2026-01-02T00:00:00Z');
    await addEntry('other', { fields: [{ field: 'size', before: '1', after: '2' }] });
    const find = async (query: string) => {
      const path = `/api/v1/audit/entries?registryId=${registryId}&${query}`;
      return (await edge.call('GET', path)).body.items as { signature: string; id: string }[];
    };
    const names = async (query: string) => (await find(query)).map((entry) => entry.signature);
    expect(await names('')).toEqual(['sig plain', 'sig 100%_sure', 'sig other']);
    expect((await find(''))[0]).toMatchObject({
      id: first,
      index: expect.any(Number),
      type: 'write',
      fields: [{ field: 'name', before: null, after: 'plain' }],
    });
    expect(await names('field=size')).toEqual(['sig other']);
    expect(await names('q=PLAIN')).toEqual(['sig plain']);
    expect(await names('q=0%25_s')).toEqual(['sig 100%_sure']);
    expect(await names('q=%25')).toEqual(['sig 100%_sure']);
    expect(await names('from=2026-01-02T00:00:00Z&to=2026-02-01T00:00:00Z')).toEqual([
      'sig 100%_sure',
    ]);
    expect(await names(`runId=${v7()}`)).toEqual([]);
    const path = `/api/v1/audit/entries?registryId=${registryId}&limit=2`;
    const page = (await edge.call('GET', path)).body;
    const rest = (await edge.call('GET', `${path}&cursor=${page.nextCursor}`)).body;
    expect(rest.items.map((entry: { signature: string }) => entry.signature)).toEqual([
      'sig other',
    ]);
  });

  it('is exported as JSON lines and as CSV, however long', async () => {
    registryId = v7();
    for (let i = 0; i < 3; i++) await addEntry(`=${i}`);
    const bulk = JSON.stringify({ v: 1, type: 'note', registry: registryId });
    await state.db.execute(
      sql`insert into chittysync.audit_entries (tenant_id, id, registry_id, entry, signature)
          select ${tenantId}, gen_random_uuid(), ${registryId}, ${bulk}, 's' from generate_series(1, 600)`,
    );
    const fetchText = async (format: string) => {
      const path = `/api/v1/audit/export?format=${format}&registryId=${registryId}`;
      const headers = { authorization: `Bearer ${edge.deps.config.adminToken?.reveal()}` };
      const response = await edge.request(path, { headers });
      expect(response.headers.get('x-request-id')).toBeTruthy();
      return { type: response.headers.get('content-type'), text: await response.text() };
    };
    const lines = await fetchText('jsonl');
    expect(lines.type).toContain('application/jsonl');
    const entries = lines.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(entries).toHaveLength(603);
    expect(JSON.parse(entries[0].entry).fields[0].after).toBe('=0');
    expect(entries[602]).toEqual({ index: expect.any(Number), entry: bulk, signature: 's' });
    const csv = await fetchText('csv');
    const rows = csv.text.trimEnd().split('\r\n');
    expect(rows).toHaveLength(604);
    expect(rows[1]).toContain(`"'=0"`);
  });

  it('exports the exact signed text of each entry', async () => {
    registryId = v7();
    const signer = createAuditSigner(() => '07'.repeat(32));
    const entry: AuditEntry = {
      v: 1,
      id: v7(),
      type: 'run.finished',
      tenant: tenantId,
      registry: registryId,
      run: v7(),
      t: '2026-01-01T00:00:00.000Z',
      actor: 'api',
      result: 'é "quoted" \u0001 \u2028 😀 \\n',
      detail: { confirmed: 1 },
    };
    await appendEntries(auditLogOf({ db: state.db, tenantId }), signer, [entry]);
    const path = `/api/v1/audit/export?format=jsonl&registryId=${registryId}`;
    const headers = { authorization: `Bearer ${edge.deps.config.adminToken?.reveal()}` };
    const line = JSON.parse(await (await edge.request(path, { headers })).text());
    expect(line.entry).toBe(auditEntryText(entry));
    expect(line.signature).toBe(await signer.sign(line.entry));
  });
});
