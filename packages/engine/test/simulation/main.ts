import { parseArgs } from 'node:util';
import { FAULT_KINDS } from './faults.ts';
import { type SimReport, simulate } from './simulate.ts';

const { values } = parseArgs({
  // pnpm hands the dashes on that separate its own arguments from ours.
  args: process.argv.slice(2).filter((each) => each !== '--'),
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
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
const first = Number(values.from);
const { trace: keepsTrace, small } = values;

for (let seed = first; seed < first + Number(values.seeds); seed++) {
  const report = await simulate(seed, { keepsTrace, small });
  for (const line of report.lines) say(line);
  addUp(report);
  const complaints = [...report.lost, ...report.duplicated, ...report.unconverged];
  if (values.verify) {
    const again = await simulate(seed, { small });
    if (again.hash !== report.hash) {
      complaints.push(`not the same when run twice: ${report.hash}, then ${again.hash}`);
      totals.unconverged += 1;
    }
  }
  if (complaints.length > 0) {
    const option = small ? ' --small' : '';
    say(
      `seed ${seed}: ${complaints.join('; ')} (again: --seeds 1 --from ${seed}${option} --trace)`,
    );
  }
}

for (const kind of FAULT_KINDS) say(`${kind.padEnd(36)} ${byKind.get(kind) ?? 0}`);
const seconds = ((performance.now() - begun) / 1000).toFixed(1);
const { edits, faults, crashes, lost, duplicated, unconverged } = totals;
say(
  `sim: seeds ${values.seeds} edits ${edits} faults ${faults} crashes ${crashes} lost ${lost} ` +
    `duplicated ${duplicated} unconverged ${unconverged} seconds ${seconds}`,
);
process.exitCode = lost + duplicated + unconverged === 0 ? 0 : 1;

function addUp(report: SimReport): void {
  totals.edits += report.edits;
  totals.crashes += report.crashes;
  totals.lost += report.lost.length;
  totals.duplicated += report.duplicated.length;
  totals.unconverged += report.unconverged.length > 0 ? 1 : 0;
  for (const [kind, count] of report.faults) {
    totals.faults += count;
    byKind.set(kind, (byKind.get(kind) ?? 0) + count);
  }
}
