import type { StepResult, StepRunner } from '../../../src/sync/step-runner.ts';

/** Runs each step at once; before the first whose name begins so, something else happens. */
export class StepsUntil implements StepRunner {
  private before: string | null;
  private readonly happen: () => Promise<void>;

  constructor(before: string, happen: () => Promise<void>) {
    this.before = before;
    this.happen = happen;
  }

  /** Whether the run never came to such a step. */
  get isPending(): boolean {
    return this.before !== null;
  }

  async do<T extends StepResult>(name: string, task: () => Promise<T>): Promise<T> {
    if (this.before !== null && name.startsWith(this.before)) {
      this.before = null;
      await this.happen();
    }
    return task();
  }
}
