import { must } from '../../../src/errors/assert.ts';
import { isChittySyncError } from '../../../src/errors/chittysync-error.ts';
import type { Cell } from '../../../src/model/cell.ts';
import type { Run, RunGoal } from '../../../src/model/run.ts';
import { DirectSteps } from '../../world/direct-steps.ts';
import type { WorldConflict } from '../../world/world-state.ts';
import { doPeopleStep } from './people-steps.ts';
import { conflictLine, reportRun } from './report-run.ts';
import type { RunStep } from './scenario-steps.ts';
import type { ScenarioWorld } from './scenario-world.ts';
import { StepsUntil } from './steps-until.ts';

/** A run when it had been carried out, as far as it went. */
interface PastRun {
  readonly id: string;
  readonly at: Date;
  readonly conflicts: readonly WorldConflict[];
}

/** The runs of a scenario, and what is told of each. */
export class RunsOfScenario {
  readonly reports: unknown[] = [];
  private readonly world: ScenarioWorld;
  private last: Run | null = null;
  /** The run that waits for a decision. */
  private waiting: Run | null = null;
  /** The run that an approval, a decision or a crash left to do. */
  private queued: string | null = null;
  private past: PastRun[] = [];
  private begunAt: Date | null = null;
  private entriesSeen = 0;

  constructor(world: ScenarioWorld) {
    this.world = world;
  }

  /** The run that brings the rows of the beginning everywhere. It is not told. */
  async settle(): Promise<void> {
    await this.world.tick();
    let run = await this.world.runs.carryOut(await this.world.runs.queue());
    if (run.halts.some(({ code }) => code === 'APPROVAL_REQUIRED')) {
      await this.world.runs.approve(run);
      run = await this.world.runs.carryOut(run.id);
    }
    if (run.status !== 'succeeded') {
      const why = JSON.stringify([run.error, run.halts, await this.world.runs.problems()]);
      throw new Error(`the first run ${run.status}: ${why}`);
    }
    this.entriesSeen = (await this.world.runs.entries()).length;
    this.begunAt = await this.world.runs.state.now();
  }

  async run(step: RunStep): Promise<void> {
    for (let i = 0; i < step.times; i++) {
      await this.world.tick();
      const id = await this.ask(step);
      if (id === null) return;
      const run = await this.carryOut(id, step);
      this.world.mend();
      await this.report(step.run, run);
      this.queued = run.status === 'running' ? id : null;
    }
  }

  async undo(run: number): Promise<void> {
    await this.pursue('undo', { kind: 'undo', runId: this.pastRun(run).id });
  }

  async restoreAsOf(run: number): Promise<void> {
    const at = run === 0 ? must(this.begunAt, 'there were rows') : this.pastRun(run).at;
    await this.pursue('restore', { kind: 'restore', at: at.toISOString() });
  }

  async approve(): Promise<void> {
    const run = must(this.waiting, 'a run waits for a decision');
    try {
      await this.world.runs.approve(run);
      this.queued = run.id;
    } catch (error) {
      if (!isChittySyncError(error)) throw error;
      this.reports.push({ approve: run.status, refused: error.code });
    }
  }

  async reject(): Promise<void> {
    await this.world.runs.reject(must(this.waiting, 'a run waits for a decision'));
  }

  /** @throws CS_CONFLICT_MOVED */
  async resolve(conflict: WorldConflict, value: Cell): Promise<void> {
    this.queued = await this.world.runs.resolve(conflict, value);
  }

  /** As they stood after a run, counted from 1; after the last one unless given. */
  conflictsAfter(run = this.past.length): readonly WorldConflict[] {
    return this.pastRun(run).conflicts;
  }

  /** Another registry begins. */
  forget(): void {
    this.last = null;
    this.waiting = null;
    this.queued = null;
    this.past = [];
    this.begunAt = null;
    this.entriesSeen = 0;
  }

  private async pursue(asked: string, goal: RunGoal): Promise<void> {
    await this.world.tick();
    const id = await this.world.runs.queue('sync', { goal });
    await this.report(asked, await this.world.runs.carryOut(id));
  }

  private pastRun(run: number): PastRun {
    return must(this.past[run - 1], `there was a run ${run}`);
  }

  /** The id of the run to carry out; null when it was refused. */
  private async ask({ run }: RunStep): Promise<string | null> {
    if (run === 'again') return must(this.last, 'there was a run').id;
    if (run === 'queued') return must(this.queued, 'a run was left to do');
    try {
      return await this.world.runs.queue(run);
    } catch (error) {
      if (!isChittySyncError(error)) throw error;
      this.reports.push({ run, refused: error.code });
      return null;
    }
  }

  private async carryOut(id: string, { during }: RunStep): Promise<Run> {
    const { runs } = this.world;
    if (during === undefined) return runs.carryOut(id, new DirectSteps());
    const steps = new StepsUntil(during.before, async () => {
      for (const step of during.do) await doPeopleStep(step, this.world);
      if (during.takeOver) await runs.carryOut(id);
    });
    const run = await runs.carryOut(id, steps);
    if (steps.isPending) throw new Error(`the run had no step "${during.before}…"`);
    return run;
  }

  private async report(asked: string, run: Run): Promise<void> {
    const { runs } = this.world;
    const standing = new Set((this.past.at(-1)?.conflicts ?? []).map(standingOf));
    const conflicts = await runs.conflicts();
    const entries = await runs.entries();
    const { last } = this;
    const isMeant = last !== null && (last.goal === null || last.id === run.id);
    const wasPreview = isMeant && last.status === 'previewed' && run.status !== 'previewed';
    const facts = {
      asked,
      run,
      plan: await this.world.readPlan(run.id),
      conflicts: conflicts.filter((each) => !standing.has(standingOf(each))),
      openProblems: (await runs.problems()).filter(({ status }) => status === 'open'),
      entries: entries.slice(this.entriesSeen),
      asPreviewed: wasPreview ? last.planHash === run.planHash : null,
    };
    this.add(reportRun(facts));
    this.last = run;
    if (run.status === 'halted' || asked === 'undo' || asked === 'restore') this.waiting = run;
    this.entriesSeen = entries.length;
    const at = await runs.state.now();
    this.past.push({ id: run.id, at, conflicts: conflicts.map((each) => ({ ...each })) });
  }

  /** Runs one after another of which the same is told are told once. */
  private add(report: object): void {
    const previous = this.reports.at(-1) as { readonly times?: number } | undefined;
    const { times = 1, ...told } = previous ?? {};
    if (JSON.stringify(told) === JSON.stringify(report)) {
      this.reports[this.reports.length - 1] = { ...told, times: times + 1 };
    } else this.reports.push(report);
  }
}

/** Which conflict it is, and how it stands. */
function standingOf(conflict: WorldConflict): string {
  return JSON.stringify([conflict.id, conflictLine(conflict)]);
}
