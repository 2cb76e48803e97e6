import type { Cell, Cells } from '../../model/cell.ts';
import { cellsEqual } from '../../model/cell.ts';
import type { Candidate, Conflict } from '../../model/change.ts';
import type { FieldDecision } from '../../model/plan.ts';
import type { RecordView, Resolution } from '../../model/record-view.ts';
import type { ConflictPolicy } from '../../model/registry.ts';
import { decideByStrategy } from './strategies.ts';

export interface FieldVerdict {
  /** Null while the field waits for a person. */
  readonly decision: FieldDecision | null;
  readonly conflict: Conflict | null;
}

/** Decides one field once, with all candidates on the table. There is at least one candidate. */
export function resolveField(
  field: string,
  candidates: readonly Candidate[],
  view: RecordView,
  key: Cells,
  policy: ConflictPolicy,
): FieldVerdict {
  const first = candidates[0]?.value ?? null;
  if (candidates.every(({ value }) => cellsEqual(value, first))) {
    const rule = candidates.length > 1 ? 'agreed' : 'change';
    return {
      decision: { field, value: first, rule, losers: [] },
      conflict: null,
    };
  }
  const base = view.base?.cells[field] ?? null;
  const conflict = { recordId: view.recordId, key, field, candidates, base };
  const resolution = view.resolutions[field];
  if (resolution !== undefined && stillStands(resolution, candidates)) {
    return decided(conflict, 'manual', resolution.value);
  }
  const verdict = decideByStrategy(candidates, policy.fields[field] ?? policy);
  if (verdict.winner === null) {
    return {
      decision: null,
      conflict: { ...conflict, status: 'open', rule: null },
    };
  }
  return decided(conflict, verdict.rule, verdict.winner.value);
}

function decided(
  conflict: Omit<Conflict, 'status' | 'rule'>,
  rule: string,
  value: Cell,
): FieldVerdict {
  const losers = conflict.candidates
    .filter((candidate) => !cellsEqual(candidate.value, value))
    .map(({ binding, value }) => ({ binding, value }));
  return {
    decision: { field: conflict.field, value, rule, losers },
    conflict: { ...conflict, status: 'resolved', rule, value },
  };
}

/** A decision is about the candidates that the person saw; it is void once one of them has moved. */
function stillStands(resolution: Resolution, candidates: readonly Candidate[]): boolean {
  return (
    resolution.seen.length === candidates.length &&
    candidates.every((candidate) =>
      resolution.seen.some(
        (seen) => seen.binding === candidate.binding && cellsEqual(seen.value, candidate.value),
      ),
    )
  );
}
