import { setTimeout as sleep } from 'node:timers/promises';
import type { ApiClient, DemoRun } from './api-client.ts';

const POLL_MS = 150;
const RUN_TIMEOUT_MS = 300_000;

/** Follows a run to its end (or its halt), with one line for each step that ends. */
export async function followRun(
  api: ApiClient,
  runId: string,
  print: (line: string) => void,
): Promise<DemoRun> {
  const shown = new Set<string>();
  const until = Date.now() + RUN_TIMEOUT_MS;
  for (;;) {
    const run = await api.get<DemoRun>(`/runs/${runId}`);
    for (const step of run.steps) {
      const ended = step.status !== 'pending' && step.status !== 'running';
      if (!ended || shown.has(step.name)) continue;
      shown.add(step.name);
      print(`  ${step.name.padEnd(9)} ${step.status.padEnd(8)} ${describe(step)}`);
    }
    if (run.status !== 'queued' && run.status !== 'running') return run;
    if (Date.now() > until) throw new Error(`run ${runId} did not end within 5 minutes`);
    await sleep(POLL_MS);
  }
}

function describe(step: DemoRun['steps'][number]): string {
  const counts = Object.entries(step.counts).map(([name, n]) => `${name} ${n}`);
  const { startedAt, finishedAt } = step;
  const took =
    startedAt === null || finishedAt === null || step.status === 'skipped'
      ? []
      : [`${((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(2)} s`];
  return [...counts, ...took].join(' · ');
}
