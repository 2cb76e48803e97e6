import type { StepRunner } from '../../src/sync/step-runner.ts';

/** Runs each step at once; before the step of one number it does what it is asked to. */
export class DirectSteps implements StepRunner {
  taken = 0;
  private readonly at: number | null;
  private readonly before: () => unknown;

  constructor(at: number | null = null, before: () => unknown = () => {}) {
    this.at = at;
    this.before = before;
  }

  /** Dies before the step of that number. */
  static dying(at: number): DirectSteps {
    return new DirectSteps(at, () => {
      throw new Crash();
    });
  }

  async do<T>(_name: string, task: () => Promise<T>): Promise<T> {
    if (this.taken++ === this.at) await this.before();
    return task();
  }
}

/** The process is gone: nobody is left to say so. */
export class Crash extends Error {}
