import type { Run } from '../api/contract.ts';

const TRIGGERS: Readonly<Record<Run['trigger'], string>> = {
  api: 'on request',
  schedule: 'by schedule',
  conflict: 'by a decision',
  undo: 'to undo a run',
  restore: 'to restore a past state',
};

/** What started a run, as it goes on after "started". */
export function triggerText(trigger: Run['trigger']): string {
  return TRIGGERS[trigger] ?? `by ${trigger}`;
}
