import type { AuditEntry } from '../../audit/format/audit-entry.ts';
import { derivedId } from '../../crypto/derived-id.ts';
import type { PreviewVerdict } from '../5-preview/weigh-plan.ts';
import type { EntryHead } from './entries-from-plan.ts';

/** The history of a run that halts: the plan that waits for a person, and each guard that stopped it. Pure. */
export function haltEntry(
  head: EntryHead,
  { planHash, halts }: Pick<PreviewVerdict, 'planHash' | 'halts'>,
  report?: string,
): AuditEntry {
  return {
    v: 1,
    id: derivedId(head.run, 'run.halted', planHash),
    type: 'run.halted',
    ...head,
    planHash,
    rule: halts.map(({ code }) => code).join(','),
    ...(report === undefined ? {} : { detail: { report } }),
  };
}
