import { isChittySyncError } from './chittysync-error.ts';

const CAUSES_MAX = 5;

/**
 * One JSON line about an error for the log: summary first, then where it came from. A failed statement is told
 * by its text, never by its parameters, which may be customers' cells.
 */
export function logLine(error: unknown, context: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({ level: 'error', ...summary(error), ...context, causes: causesOf(error) });
}

function summary(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { message: String(error) };
  const { name, stack = '' } = error;
  const frames = stack.split('\n').filter((line) => /^\s+at /.test(line));
  const at = frames.slice(0, 8).map((line) => line.trim());
  const code = isChittySyncError(error) ? { code: error.code } : {};
  return { name, ...code, message: messageOf(error), at };
}

/** Drizzle puts the parameters into the message of a failed statement. */
function messageOf(error: Error): string {
  if ('query' in error && typeof error.query === 'string') return `statement: ${error.query}`;
  return error.message;
}

function causesOf(error: unknown): Record<string, unknown>[] {
  const causes: Record<string, unknown>[] = [];
  let cause = error instanceof Error ? error.cause : undefined;
  while (cause instanceof Error && causes.length < CAUSES_MAX) {
    causes.push(summary(cause));
    cause = cause.cause;
  }
  return causes;
}
