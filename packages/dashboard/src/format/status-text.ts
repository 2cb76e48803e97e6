import type { Registry, RunStatus, StepReport } from '../api/contract.ts';

/** How a status is coloured; the words carry the meaning. */
export type Tone = 'good' | 'busy' | 'attention' | 'bad' | 'quiet';

export interface StatusText {
  readonly label: string;
  readonly tone: Tone;
  readonly meaning: string;
}

const RUNS: Readonly<Record<RunStatus, StatusText>> = {
  queued: { label: 'Queued', tone: 'busy', meaning: 'Starts as soon as the registry is free.' },
  running: { label: 'Running', tone: 'busy', meaning: 'The run is going on.' },
  halted: {
    label: 'Halted',
    tone: 'attention',
    meaning: 'Stopped by a safety rule before anything was written; a person has to decide.',
  },
  previewed: { label: 'Previewed', tone: 'quiet', meaning: 'Planned only; nothing was written.' },
  succeeded: {
    label: 'Succeeded',
    tone: 'good',
    meaning: 'All systems agree, except for open conflicts and problems.',
  },
  partial: {
    label: 'Partial',
    tone: 'attention',
    meaning: 'Some writes were not confirmed; the next run takes them up again.',
  },
  failed: { label: 'Failed', tone: 'bad', meaning: 'An error ended the run.' },
  rejected: {
    label: 'Rejected',
    tone: 'quiet',
    meaning: 'A person rejected the plan; nothing was written.',
  },
};

const REGISTRIES: Readonly<Record<Registry['status'], StatusText>> = {
  draft: { label: 'Draft', tone: 'quiet', meaning: 'Runs only when asked to.' },
  active: {
    label: 'Active',
    tone: 'good',
    meaning: 'Runs by its schedule, if it has one, and when asked to.',
  },
  paused: { label: 'Paused', tone: 'attention', meaning: 'Does not sync; previews stay possible.' },
};

const STEPS: Readonly<Record<StepReport['status'], StatusText>> = {
  pending: { label: 'Not yet', tone: 'quiet', meaning: 'This step has not begun.' },
  running: { label: 'Running', tone: 'busy', meaning: 'This step is going on.' },
  done: { label: 'Done', tone: 'good', meaning: 'This step has ended.' },
  skipped: { label: 'Skipped', tone: 'quiet', meaning: 'This run does not need the step.' },
  failed: { label: 'Failed', tone: 'bad', meaning: 'This step could not end.' },
};

export function runStatusText(status: string): StatusText {
  return (RUNS as Readonly<Record<string, StatusText>>)[status] ?? unknown(status);
}

export function registryStatusText(status: Registry['status']): StatusText {
  return REGISTRIES[status] ?? unknown(status);
}

export function stepStatusText(status: StepReport['status']): StatusText {
  return STEPS[status] ?? unknown(status);
}

/** A status of a newer engine. */
function unknown(status: string): StatusText {
  return { label: status, tone: 'quiet', meaning: status };
}
