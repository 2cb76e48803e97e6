import type { ApiClient, DemoRun } from './api-client.ts';
import { checkAudit } from './check-audit.ts';
import type { DemoReport } from './demo-report.ts';
import type { DemoSystems } from './demo-systems.ts';
import { followRun } from './follow-run.ts';
import { findDifferences, readSystems } from './read-systems.ts';
import type { DemoRegistry } from './set-up-registry.ts';

/** A start on a home that has the demo's registry already: what was going on goes on, then one look at it all. */
export async function continueDemo(
  api: ApiClient,
  systems: DemoSystems,
  registry: DemoRegistry,
  report: DemoReport,
): Promise<boolean> {
  report.title('The registry of an earlier start is here; its runs go on');
  const print = (line: string) => report.line(line);
  const runs = await api.list<DemoRun>(`/registries/${registry.id}/runs`);
  for (const { id, status } of runs.toReversed()) {
    if (status !== 'queued' && status !== 'running') continue;
    report.run('continued', await followRun(api, id, print));
  }
  const preview = await api.post<DemoRun>(`/registries/${registry.id}/runs`, { kind: 'preview' });
  const seen = await followRun(api, preview.id, print);
  report.run('preview', seen);
  report.check('previewed', seen.status === 'previewed');
  const differences = findDifferences(await readSystems(systems, registry));
  report.line(`  ${differences.length} cells differ between the systems`);
  for (const difference of differences.slice(0, 5)) report.line(`    ${difference}`);
  report.check('the audit log verifies', await checkAudit(api, print));
  return report.summary();
}
