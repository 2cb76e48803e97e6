import type { Cell } from '../../model/cell.ts';
import type { Problem, RecordChange } from '../../model/change.ts';

/** A change that the binding may not make and that the next write will take back; kept for the history. */
export interface Reverted {
  readonly binding: string;
  readonly field: string;
  readonly value: Cell;
  /** What forbids it: the direction of the whole registry, or a permission. */
  readonly rule: 'one-way' | 'permission';
}

export interface Validation {
  readonly accepted: readonly RecordChange[];
  readonly reverted: readonly Reverted[];
  readonly problems: readonly Problem[];
  /** Cells that must not be written because an unmended edit stands there; `*` is the whole row. */
  readonly blocked: ReadonlyMap<string, ReadonlySet<string>>;
}

/** Nothing may be written to the cell. */
export function isBlocked(
  { blocked }: Pick<Validation, 'blocked'>,
  binding: string,
  field: string,
): boolean {
  const fields = blocked.get(binding);
  return fields !== undefined && (fields.has('*') || fields.has(field));
}

/** A validation while it is made. */
export class ValidationDraft implements Validation {
  readonly accepted: RecordChange[] = [];
  readonly reverted: Reverted[] = [];
  readonly problems: Problem[] = [];
  readonly blocked = new Map<string, Set<string>>();

  block(binding: string, field: string): void {
    const fields = this.blocked.get(binding) ?? new Set();
    this.blocked.set(binding, fields.add(field));
  }

  refuse(problem: Problem): void {
    this.problems.push(problem);
    this.block(problem.binding, problem.field ?? '*');
  }
}
