import type { RecordChange } from '../../model/change.ts';
import type { RecordView } from '../../model/record-view.ts';
import type { ValidationRules } from './validate-changes.ts';
import type { ValidationDraft } from './validation-draft.ts';

/**
 * Accepts the deletions that the policy does not deny. A denied one is a problem, and nothing is deleted,
 * unless a binding that may delete has deleted the record as well. A mirror's missing row is no deletion.
 */
export function acceptDeletions(
  view: RecordView,
  changes: readonly RecordChange[],
  { bindings, policy }: Pick<ValidationRules, 'bindings' | 'policy'>,
  draft: ValidationDraft,
): void {
  const absent = changes
    .filter(({ kind, binding }) => kind === 'absent' && bindings.has(binding))
    .map((change) => {
      const reads = bindings.get(change.binding)?.reads === true;
      const record = { base: view.base, changes };
      const reason = reads ? (policy?.denyDeletion(change.binding, record) ?? null) : null;
      return { change, reads, reason };
    });
  const isPermitted = absent.some(({ reads, reason }) => reads && reason === null);
  for (const { change, reason } of absent) {
    if (reason === null || isPermitted) {
      draft.accepted.push(change);
      continue;
    }
    const { recordId, binding } = change;
    const link = view.rows.find((row) => row.binding === binding)?.link ?? null;
    const externalId = link?.externalId ?? null;
    const place = { recordId, binding, externalId, field: null, value: null };
    draft.problems.push({ ...place, rule: 'POLICY_DELETE', message: reason });
  }
}
