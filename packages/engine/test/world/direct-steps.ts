import type { StepRunner } from '../../src/sync/step-runner.ts';

/** Runs each step at once, and dies before the step of that number when asked to. */
export class DirectSteps implements StepRunner {
  taken = 0;
  dieAt: number | null = null;

  async do<T>(_name: string, task: () => Promise<T>): Promise<T> {
    if (this.taken++ === this.dieAt) throw new Crash();
    return task();
  }
}

/** The process is gone: nobody is left to say so. */
export class Crash extends Error {}
