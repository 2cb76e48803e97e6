import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { FAULT_KINDS } from './faults.ts';
import type { SeedOptions, SeedReport } from './seed-worker.ts';

const { values } = parseArgs({
  // pnpm hands the dashes on that separate its own arguments from ours.
  args: process.argv.slice(2).filter((each) => each !== '--'),
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    /** Threads: a seed is one thread's from beginning to end, so that what happens in it does not depend on them. */
    threads: { type: 'string', default: String(availableParallelism()) },
    /** Prints everything that happened. */
    trace: { type: 'boolean', default: false },
    /** Runs every seed twice: the same must happen. */
    verify: { type: 'boolean', default: false },
    small: { type: 'boolean', default: false },
  },
});

const say = (line: string) => process.stdout.write(`${line}\n`);
const totals = { edits: 0, faults: 0, crashes: 0, lost: 0, duplicated: 0, unconverged: 0 };
const byKind = new Map<string, number>();
const begun = performance.now();
const [first, count] = [Number(values.from), Number(values.seeds)];
const { trace: keepsTrace, small, verify } = values;

await liveThrough((report) => {
  for (const line of report.lines) say(line);
  addUp(report);
  if (report.complaints.length === 0) return;
  const again = `--seeds 1 --from ${report.seed}${small ? ' --small' : ''} --trace`;
  say(`seed ${report.seed}: ${report.complaints.join('; ')} (again: ${again})`);
});

for (const kind of FAULT_KINDS) say(`${kind.padEnd(36)} ${byKind.get(kind) ?? 0}`);
const seconds = ((performance.now() - begun) / 1000).toFixed(1);
const { edits, faults, crashes, lost, duplicated, unconverged } = totals;
say(
  `sim: seeds ${values.seeds} edits ${edits} faults ${faults} crashes ${crashes} lost ${lost} ` +
    `duplicated ${duplicated} unconverged ${unconverged} seconds ${seconds}`,
);
process.exitCode = lost + duplicated + unconverged === 0 ? 0 : 1;

/** Lives through all seeds, and tells of each in the order of the seeds. */
async function liveThrough(tell: (report: SeedReport) => void): Promise<void> {
  const reports = new Map<number, SeedReport>();
  let [next, told] = [first, first];
  const threads = Math.max(1, Math.min(Number(values.threads), count));
  const work = async () => {
    const workerData: SeedOptions = { keepsTrace, small, verify };
    const worker = new Worker(fileURLToPath(import.meta.resolve('./seed-worker.ts')), {
      workerData,
    });
    while (next < first + count) {
      const report = await ask(worker, next++);
      reports.set(report.seed, report);
      for (let ready = reports.get(told); ready !== undefined; ready = reports.get(++told)) {
        tell(ready);
        reports.delete(told);
      }
    }
    await worker.terminate();
  };
  await Promise.all(Array.from({ length: threads }, work));
}

async function ask(worker: Worker, seed: number): Promise<SeedReport> {
  worker.postMessage(seed);
  const [report] = (await once(worker, 'message')) as [SeedReport];
  return report;
}

function addUp(report: SeedReport): void {
  totals.edits += report.edits;
  totals.crashes += report.crashes;
  totals.lost += report.lost;
  totals.duplicated += report.duplicated;
  totals.unconverged += report.unconverged;
  for (const [kind, times] of report.faults) {
    totals.faults += times;
    byKind.set(kind, (byKind.get(kind) ?? 0) + times);
  }
}
