import type { Registry } from '../api/contract.ts';

const HOUR_MINUTES = 60;
const DAY_MINUTES = 24 * HOUR_MINUTES;

/** When a registry syncs by itself. */
export function scheduleText(schedule: Registry['schedule']): string {
  if (schedule === null) return 'only when asked';
  if ('cron' in schedule) return `cron ${schedule.cron} (UTC)`;
  const { everyMinutes } = schedule;
  if (everyMinutes % DAY_MINUTES === 0) return every(everyMinutes / DAY_MINUTES, 'day');
  if (everyMinutes % HOUR_MINUTES === 0) return every(everyMinutes / HOUR_MINUTES, 'hour');
  return every(everyMinutes, 'minute');
}

function every(count: number, unit: string): string {
  return count === 1 ? `every ${unit}` : `every ${count} ${unit}s`;
}
