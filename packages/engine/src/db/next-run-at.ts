import { Cron } from 'croner';
import type { Schedule } from '../model/registry.ts';

/**
 * When a schedule starts the next run after `now`; null for no schedule and for a cron pattern that never
 * comes. Cron has five parts and means UTC. @throws RangeError, TypeError for a malformed pattern
 */
export function nextRunAt(schedule: Schedule, now: Date): Date | null {
  if (schedule === null) return null;
  if ('everyMinutes' in schedule) return new Date(now.getTime() + schedule.everyMinutes * 60_000);
  return new Cron(schedule.cron, { mode: '5-part', timezone: 'UTC' }).nextRun(now);
}
