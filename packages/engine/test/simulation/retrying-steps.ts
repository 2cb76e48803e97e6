import { isChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { StepResult, StepRunner } from '../../src/sync/step-runner.ts';

/** As many repetitions as a Workflow makes. */
const RETRIES_MAX = 6;

/**
 * Durable steps as a Workflow instance runs them: results are remembered as JSON, and what repetition may mend is
 * repeated. `remembered` outlives the worker; whoever goes on with the instance is given the same one.
 */
export class RetryingSteps implements StepRunner {
  readonly remembered: Map<string, string>;
  private readonly gate: (place: string) => Promise<void>;

  constructor(gate: (place: string) => Promise<void>, remembered = new Map<string, string>()) {
    this.gate = gate;
    this.remembered = remembered;
  }

  async do<T extends StepResult>(name: string, task: () => Promise<T>): Promise<T> {
    const known = this.remembered.get(name);
    if (known !== undefined) return JSON.parse(known) as T;
    const result = JSON.stringify(await this.repeat(task));
    await this.gate(name);
    this.remembered.set(name, result);
    return JSON.parse(result) as T;
  }

  private async repeat<T>(task: () => Promise<T>): Promise<T> {
    for (let retry = 0; ; retry++) {
      try {
        return await task();
      } catch (error) {
        const mayMend = isChittySyncError(error) && error.retryable;
        if (!mayMend || retry === RETRIES_MAX) throw error;
      }
    }
  }
}
