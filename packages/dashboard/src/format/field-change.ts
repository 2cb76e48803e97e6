/** One field that changes, and the rule that decided it. */
export interface FieldChange {
  readonly field: string;
  /** Undefined where there was no row. */
  readonly before: unknown;
  /** Undefined where there is no row any more. */
  readonly after: unknown;
  readonly rule: string;
}

/** A row that is created or comes back was not there before; one that is deleted is not there after. */
export function ofRow(change: FieldChange, kind: string | undefined): FieldChange {
  if (kind === 'create' || kind === 'restore') return { ...change, before: undefined };
  return kind === 'delete' ? { ...change, after: undefined } : change;
}
