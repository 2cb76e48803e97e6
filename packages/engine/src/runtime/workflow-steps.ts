import type { WorkflowStep, WorkflowStepConfig } from 'cloudflare:workers';
import { ChittySyncError, isChittySyncError } from '../errors/chittysync-error.ts';
import type { ErrorCode } from '../errors/codes.ts';
import { ERROR_CODES } from '../errors/codes.ts';
import type { StepResult, StepRunner } from '../sync/step-runner.ts';

/** Long enough to outlast a provider's quota window of a minute: 2, 4, 8, 16, 32, 64 seconds. */
const RETRIES: WorkflowStepConfig = {
  retries: { limit: 6, delay: '2 seconds', backoff: 'exponential' },
  timeout: '15 minutes',
};

type Settled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

/**
 * Durable steps of a Workflow instance. An error that repetition cannot mend is the step's result, and thrown
 * outside of it; any other is repeated by the Workflow.
 */
export function workflowSteps(step: WorkflowStep): StepRunner {
  return {
    async do<T extends StepResult>(name: string, task: () => Promise<T>): Promise<T> {
      let settled: Settled<T>;
      try {
        settled = (await step.do(
          name,
          RETRIES,
          () => settle(task) as Promise<never>,
        )) as Settled<T>;
      } catch (error) {
        throw recoverCode(error);
      }
      if (settled.ok) return settled.value;
      throw new ChittySyncError(settled.code, settled.message);
    },
  };
}

async function settle<T>(task: () => Promise<T>): Promise<Settled<T>> {
  try {
    return { ok: true, value: await task() };
  } catch (error) {
    if (!isChittySyncError(error)) throw error;
    if (error.retryable) throw new Error(`${error.code}: ${error.message}`, { cause: error });
    return { ok: false, code: error.code, message: error.message };
  }
}

/** An error crosses the border of a step as text only; its code is the first word. */
function recoverCode(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const match = /(CS_[A-Z_]+): (.*)$/s.exec(message);
  const code = ERROR_CODES.find((known) => known === match?.[1]);
  return code === undefined ? error : new ChittySyncError(code, match?.[2] ?? message);
}
