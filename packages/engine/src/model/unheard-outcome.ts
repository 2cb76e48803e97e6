import type { WriteOutcome } from './write.ts';

/** What is told of a write whose outcome was never kept. One that was attempted may have taken effect. */
export function unheardOutcome(id: string, wasAttempted: boolean): WriteOutcome {
  return wasAttempted
    ? {
        id,
        status: 'failed',
        rule: 'UNKNOWN',
        message: 'the run ended before it heard the outcome',
      }
    : { id, status: 'failed', rule: 'NOT_ATTEMPTED', message: 'the run ended before this write' };
}
