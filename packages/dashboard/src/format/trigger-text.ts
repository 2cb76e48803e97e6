import type { Run } from '../api/contract.ts';

const TRIGGERS: Readonly<Record<Run['trigger'], string>> = {
  api: 'on request',
  schedule: 'by schedule',
  conflict: 'by a decision',
};

/** What started a run, as it goes on after "started". */
export function triggerText(trigger: Run['trigger']): string {
  return TRIGGERS[trigger] ?? `by ${trigger}`;
}
