import type { DemoRun } from './api-client.ts';

/** Collects what the demo found, prints it as it goes, and ends with one table. */
export class DemoReport {
  private readonly print: (line: string) => void;
  private readonly runs: { readonly name: string; readonly run: DemoRun }[] = [];
  private readonly failed: string[] = [];
  private checks = 0;

  constructor(print: (line: string) => void) {
    this.print = print;
  }

  title(text: string): void {
    this.print('');
    this.print(text);
  }

  line(text: string): void {
    this.print(text);
  }

  run(name: string, run: DemoRun): void {
    this.runs.push({ name, run });
    if (run.error !== null) this.print(`  error ${run.error.code}: ${run.error.message}`);
  }

  check(what: string, holds: boolean): void {
    this.checks += 1;
    this.print(`  ${holds ? '✓' : '✗'} ${what}`);
    if (!holds) this.failed.push(what);
  }

  differences(found: readonly string[]): void {
    for (const difference of found.slice(0, 10)) this.print(`    ${difference}`);
    this.check('all three systems hold the same', found.length === 0);
  }

  /** Prints the table and tells whether everything held. */
  summary(): boolean {
    const bindings = [...new Set(this.runs.flatMap(({ run }) => Object.keys(run.requests)))];
    const header = [
      'run',
      'status',
      'created',
      'updated',
      'deleted',
      'conflicts',
      'problems',
      'drift',
    ];
    const rows = this.runs.map(({ name, run }) => [
      name,
      run.status,
      ...['created', 'updated', 'deleted', 'conflicts', 'problems'].map((key) =>
        String(run.counts[key] ?? 0),
      ),
      String(run.status === 'succeeded' ? run.drift.cells : '–'),
      ...bindings.map((binding) => String(run.requests[binding] ?? 0)),
    ]);
    this.print('');
    const table = [[...header, ...bindings.map((name) => `${name} requests`)], ...rows];
    for (const line of alignColumns(table)) this.print(line);
    this.print('');
    for (const what of this.failed) this.print(`did not hold: ${what}`);
    const held = this.checks - this.failed.length;
    this.print(`${held} of ${this.checks} checks hold`);
    return this.failed.length === 0;
  }
}

function alignColumns(table: readonly (readonly string[])[]): string[] {
  const widths =
    table[0]?.map((_, i) => Math.max(...table.map((row) => row[i]?.length ?? 0))) ?? [];
  return table.map((row) =>
    row
      .map((cell, i) => (i < 2 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
