import type { WorkflowStep } from 'cloudflare:workers';
import { describe, expect, it } from 'vitest';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import { workflowSteps } from './workflow-steps.ts';

const MINUTE_MS = 60_000;

/** A Workflow that repeats a step once, and notes what it is asked for. */
function openWorkflow() {
  const log: string[] = [];
  const step = {
    async do(name: string, _config: unknown, task: () => Promise<unknown>) {
      log.push(name);
      return task().catch(() => {
        log.push(`${name} (repeated)`);
        return task();
      });
    },
    async sleep(name: string, ms: number) {
      log.push(`${name}: ${ms}`);
    },
  };
  return { log, steps: workflowSteps(step as unknown as WorkflowStep) };
}

const limited = (retryAfterMs: number) =>
  new ChittySyncError('CS_RATE_LIMITED', 'slow down', { retryable: true, retryAfterMs });

/** A task that fails with each of the errors in turn, and then succeeds. */
function failing(...errors: Error[]) {
  const left = [...errors];
  return async () => {
    const error = left.shift();
    if (error !== undefined) throw error;
    return 7;
  };
}

describe('a durable step', () => {
  it('is repeated by the Workflow where that waits long enough', async () => {
    const { log, steps } = openWorkflow();
    expect(await steps.do('read', failing(limited(20_000)))).toBe(7);
    expect(log).toEqual(['read', 'read (repeated)']);
  });

  it('[E21] sleeps for as long as the provider asks for, and then goes on', async () => {
    const { log, steps } = openWorkflow();
    const task = failing(limited(5 * MINUTE_MS), limited(2 * MINUTE_MS));
    expect(await steps.do('read', task)).toBe(7);
    expect(log).toEqual([
      'read',
      'read: wait 1: 300000',
      'read, after wait 1',
      'read: wait 2: 120000',
      'read, after wait 2',
    ]);
  });

  it('[E21] gives up on a provider that never has enough, or asks for hours', async () => {
    const { log, steps } = openWorkflow();
    const always = failing(...Array.from({ length: 20 }, () => limited(5 * MINUTE_MS)));
    const failure = { code: 'CS_RATE_LIMITED' };
    await expect(steps.do('read', always)).rejects.toMatchObject(failure);
    expect(log.filter((entry) => entry.includes('wait 5: '))).toHaveLength(1);
    expect(log.filter((entry) => entry.includes('wait 6'))).toEqual([]);
    const hours = steps.do('write', failing(limited(300 * MINUTE_MS)));
    await expect(hours).rejects.toMatchObject(failure);
    expect(log.filter((entry) => entry.startsWith('write'))).toEqual(['write']);
  });

  it('throws at once what no repetition mends', async () => {
    const { log, steps } = openWorkflow();
    const refused = steps.do('read', failing(new ChittySyncError('CS_ACCESS_DENIED', 'no')));
    await expect(refused).rejects.toMatchObject({ code: 'CS_ACCESS_DENIED' });
    expect(log).toEqual(['read']);
  });
});
