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

/** A provider that asks for more than a repetition waits is left alone for as long, this often in one step. */
const WAITS_MAX = 5;
const WAIT_MIN_MS = 60_000;
/** What asks for more than this is an outage: the run fails, and the next one is on its schedule. */
const WAIT_MAX_MS = 30 * 60_000;

type Settled<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly waitMs: number }
  | { readonly ok: false; readonly code: ErrorCode; readonly message: string };

/**
 * Durable steps of a Workflow instance. An error that repetition cannot mend is the step's result, and thrown
 * outside of it; any other is repeated by the Workflow, after as long as the provider asks for.
 */
export function workflowSteps(step: WorkflowStep): StepRunner {
  return {
    async do<T extends StepResult>(name: string, task: () => Promise<T>): Promise<T> {
      for (let waits = 0; ; waits++) {
        const attempt = waits === 0 ? name : `${name}, after wait ${waits}`;
        const settled = await settledIn(step, attempt, task, waits < WAITS_MAX);
        if (settled.ok) return settled.value;
        if (!('waitMs' in settled)) throw new ChittySyncError(settled.code, settled.message);
        await step.sleep(`${name}: wait ${waits + 1}`, settled.waitMs);
      }
    },
  };
}

async function settledIn<T extends StepResult>(
  step: WorkflowStep,
  name: string,
  task: () => Promise<T>,
  mayWait: boolean,
): Promise<Settled<T>> {
  try {
    return (await step.do(
      name,
      RETRIES,
      () => settle(task, mayWait) as Promise<never>,
    )) as Settled<T>;
  } catch (error) {
    throw recoverCode(error);
  }
}

async function settle<T>(task: () => Promise<T>, mayWait: boolean): Promise<Settled<T>> {
  try {
    return { ok: true, value: await task() };
  } catch (error) {
    if (!isChittySyncError(error)) throw error;
    const { code, message, retryable, retryAfterMs: waitMs = 0 } = error;
    if (mayWait && retryable && waitMs > WAIT_MIN_MS && waitMs <= WAIT_MAX_MS) {
      return { ok: false, waitMs };
    }
    if (retryable && waitMs <= WAIT_MAX_MS) {
      throw new Error(`${code}: ${message}`, { cause: error });
    }
    return { ok: false, code, message };
  }
}

/** An error crosses the border of a step as text only; its code is the first word. */
function recoverCode(error: unknown): unknown {
  const message = error instanceof Error ? error.message : String(error);
  const match = /(CS_[A-Z_]+): (.*)$/s.exec(message);
  const code = ERROR_CODES.find((known) => known === match?.[1]);
  return code === undefined ? error : new ChittySyncError(code, match?.[2] ?? message);
}
