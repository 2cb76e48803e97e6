/**
 * Runs a task as a durable step: its result is remembered, and a step that was done is not done again.
 * A task may all the same run more than once (a crash after its effect), so every task is idempotent.
 * Results are small JSON: cursors and counts, never rows.
 */
export interface StepRunner {
  do<T extends StepResult>(name: string, task: () => Promise<T>): Promise<T>;
}

export type StepResult =
  | null
  | boolean
  | number
  | string
  | readonly StepResult[]
  | { readonly [key: string]: StepResult };
