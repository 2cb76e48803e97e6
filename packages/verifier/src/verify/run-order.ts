import type { AuditEntry } from '@chittyos/engine/audit';
import type { Objection } from './finding.ts';

type RunEnd = 'run.finished' | 'run.failed' | 'run.rejected';

interface RunSeen {
  readonly registry: string;
  readonly hasIntent: boolean;
  /** What ended the run; null while it is open. */
  readonly end: RunEnd | null;
}

export interface RunTally {
  readonly total: number;
  readonly finished: number;
  /** With an intent and without an end: still running, or cut off; the log alone cannot say which. */
  readonly open: number;
}

export interface RunOrder {
  /** Takes the next entry of the log, and answers what it contradicts. */
  add(entry: AuditEntry): Objection | null;
  tally(): RunTally;
}

/**
 * What must hold among the entries of one run: they name one registry; the intent stands before every outcome
 * and before the finish; after the end of a run there is no intent, no outcome and no finish. Keeps
 * one small object per run.
 */
export function createRunOrder(): RunOrder {
  const runs = new Map<string, RunSeen>();
  return {
    add(entry) {
      const { run, registry, type } = entry;
      const seen = runs.get(run) ?? { registry, hasIntent: false, end: null };
      const objection = contradiction(entry, seen);
      runs.set(run, {
        registry: seen.registry,
        hasIntent: seen.hasIntent || type === 'run.intent',
        end: isEnd(type) ? type : seen.end,
      });
      return objection === null ? null : { code: 'GAP', message: `run ${run}: ${objection}` };
    },
    tally() {
      const all = [...runs.values()];
      return {
        total: all.length,
        finished: all.filter(({ end }) => end === 'run.finished').length,
        open: all.filter(({ hasIntent, end }) => hasIntent && end === null).length,
      };
    },
  };
}

/** What a run tells only once its intent stands in the log. */
const AFTER_INTENT: readonly AuditEntry['type'][] = [
  'write.outcome',
  'record.retired',
  'run.finished',
];

function isEnd(type: AuditEntry['type']): type is RunEnd {
  return type === 'run.finished' || type === 'run.failed' || type === 'run.rejected';
}

function contradiction({ type, registry }: AuditEntry, seen: RunSeen): string | null {
  if (registry !== seen.registry) return 'its entries name two registries';
  if (!AFTER_INTENT.includes(type) && type !== 'run.intent') return null;
  if (seen.end !== null) return `${type} after ${seen.end}`;
  if (type !== 'run.intent' && !seen.hasIntent) return `${type} without run.intent before it`;
  return null;
}
