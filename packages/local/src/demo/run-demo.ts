import type { ApiClient, DemoRun } from './api-client.ts';
import { createApiClient } from './api-client.ts';
import { checkAudit } from './check-audit.ts';
import { continueDemo } from './continue-demo.ts';
import { COUNTRY_SCHEMA, loadCountries } from './countries.ts';
import type { DemoContext } from './demo-context.ts';
import { DemoReport } from './demo-report.ts';
import { openDemoSystems } from './demo-systems.ts';
import { deleteManyRows, EDITS, editSystems } from './edit-systems.ts';
import { followRun } from './follow-run.ts';
import { findDifferences, readSystems } from './read-systems.ts';
import { findDemoRegistry, setUpRegistry } from './set-up-registry.ts';

/** Cells that stay different on purpose: the invalid edit waits where it was made. */
const QUARANTINED = ['PE continent'];
/** More than a tenth of the registry. */
const DELETED_BY_MISTAKE = 60;

/**
 * The product at work on real data: preview, first sync, a sync with nothing to do, edits in all systems, a
 * mass delete. True only if all of it went as it should.
 */
export async function runDemo({ stack, print }: DemoContext): Promise<boolean> {
  const api = createApiClient(stack.api, stack.adminToken);
  const systems = await openDemoSystems(stack);
  const report = new DemoReport(print);
  try {
    const known = await findDemoRegistry(api);
    if (known !== null) return await continueDemo(api, systems, known, report);
    const countries = loadCountries();
    const fields = Object.keys(COUNTRY_SCHEMA.properties).length;
    report.title(`Notion is filled with ${countries.length} countries of ${fields} fields`);
    const registry = await setUpRegistry(stack, api, systems, countries);
    const run = (kind: 'preview' | 'sync') => startRun(api, registry.id, kind, print);
    const all = countries.length;

    report.title('First preview: what would be written, and nothing is');
    const preview = await run('preview');
    report.run('first preview', preview);
    report.check('previewed', preview.status === 'previewed');
    report.check(`plans ${all} creates in each`, creates(preview, all));
    const untouched = await readSystems(systems, registry);
    report.check('nothing written', untouched.postgres.size + untouched.sheets.size === 0);
    await api.post(`/registries/${registry.id}/activate`);

    report.title('First sync');
    const first = await run('sync');
    report.run('first sync', first);
    report.check(`${all} created in each`, first.status === 'succeeded' && creates(first, all));
    report.differences(findDifferences(await readSystems(systems, registry)));

    report.title('A sync when nobody edited anything');
    const idle = await run('sync');
    report.run('no-change sync', idle);
    report.check('0 writes', idle.status === 'succeeded' && writesOf(idle) === 0);

    report.title('People edit in all three systems');
    for (const edit of EDITS) print(`  · ${edit}`);
    await editSystems(systems, registry);
    const edited = await run('sync');
    report.run('edited sync', edited);
    report.check('all writes confirmed', edited.status === 'succeeded' && edited.drift.cells === 0);
    const contents = await readSystems(systems, registry);
    report.differences(findDifferences(contents, QUARANTINED));
    report.check('France has all three edits', hasFranceEdits(contents.postgres.get('FR')));
    report.check('Åland is everywhere', contents.notion.has('AX') && contents.postgres.has('AX'));
    report.check('Tuvalu is gone', !contents.notion.has('TV') && !contents.sheets.has('TV'));
    await checkFindings(api, registry.id, report);

    report.title(`${DELETED_BY_MISTAKE} rows are deleted in Sheets by mistake`);
    await deleteManyRows(systems, registry, DELETED_BY_MISTAKE);
    const halted = await run('sync');
    report.run('mass delete', halted);
    for (const { code, message } of halted.halts) print(`  halted by ${code}: ${message}`);
    report.check('halted, nothing written', halted.status === 'halted');
    await api.post(`/runs/${halted.id}/reject`, { reason: 'The rows were deleted by mistake' });
    const rejected = await api.get<DemoRun>(`/runs/${halted.id}`);
    const after = await readSystems(systems, registry);
    const kept =
      after.notion.size === contents.notion.size && after.postgres.size === contents.postgres.size;
    report.check(
      'rejected; Notion and Postgres kept every row',
      rejected.status === 'rejected' && kept,
    );
    // The demo's schedule would only halt again until the rows are back.
    await api.post(`/registries/${registry.id}/pause`);
    report.check('the audit log verifies', await checkAudit(api, print));
    return report.summary();
  } finally {
    await systems.close();
  }
}

async function startRun(
  api: ApiClient,
  registryId: string,
  kind: 'preview' | 'sync',
  print: (line: string) => void,
): Promise<DemoRun> {
  const { id } = await api.post<DemoRun>(`/registries/${registryId}/runs`, { kind, fetch: 'full' });
  return followRun(api, id, print);
}

async function checkFindings(api: ApiClient, registryId: string, report: DemoReport) {
  const conflicts = await api.list<{ field: string; status: string; rule?: string }>(
    `/conflicts?registryId=${registryId}`,
  );
  const problems = await api.list<{ field: string; rule: string; message: string }>(
    `/problems?registryId=${registryId}&status=open`,
  );
  const [conflict] = conflicts;
  report.check(
    `one conflict, decided by rule "${conflict?.rule}"`,
    conflicts.length === 1 && conflict?.field === 'name' && conflict.status === 'resolved',
  );
  report.check(
    `one open problem: ${problems[0]?.message}`,
    problems.length === 1 && problems[0]?.rule === 'OPTION',
  );
}

function creates(run: DemoRun, rows: number): boolean {
  return ['postgres', 'sheets'].every((name) => run.perBinding[name]?.created === rows);
}

function writesOf(run: DemoRun): number {
  return Object.values(run.perBinding).reduce(
    (total, counts) => total + Object.values(counts).reduce((sum, n) => sum + n, 0),
    0,
  );
}

function hasFranceEdits(row: Readonly<Record<string, string>> | undefined): boolean {
  return (
    row?.name === 'France métropolitaine' &&
    row.keywords === 'Aéroports de France, metropolitan' &&
    row.number === '999999'
  );
}
