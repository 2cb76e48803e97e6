import type { Run } from '../api/contract.ts';

const TRIGGERS: Readonly<Record<Run['trigger'], string>> = {
  api: 'Asked for',
  schedule: 'Started by the schedule',
  conflict: 'Started by the decision of a conflict',
};

/** Who started a run; a time follows. */
export function triggerText(trigger: Run['trigger']): string {
  return TRIGGERS[trigger] ?? `Started by ${trigger}`;
}
