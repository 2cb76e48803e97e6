import type { Cell, PlanItem } from '../api/contract.ts';

/**
 * One field of a write, as one line of the before/after table. `before` of a row that is created and `after`
 * of one that is deleted are undefined.
 */
export interface PlanLine {
  readonly field: string;
  readonly before: Cell | undefined;
  readonly after: Cell | undefined;
  readonly rule: string;
}

/** A write with its lines. */
export interface PlanGroup {
  readonly item: PlanItem;
  readonly lines: readonly PlanLine[];
}

/** What to show of a plan; `null` stands for all. */
export interface PlanFilter {
  readonly binding: string | null;
  readonly kind: PlanItem['kind'] | null;
}

/** The writes that the filter lets through, each with its lines: key fields first, then as planned. */
export function planGroups(items: readonly PlanItem[], filter: PlanFilter): readonly PlanGroup[] {
  return items
    .filter(({ binding }) => filter.binding === null || filter.binding === binding)
    .filter(({ kind }) => filter.kind === null || filter.kind === kind)
    .map((item) => ({ item, lines: linesOf(item) }));
}

function linesOf(item: PlanItem): readonly PlanLine[] {
  const lines = Object.entries(item.fields).map(([field, { before, after }]) => ({
    field,
    before: item.kind === 'create' ? undefined : before,
    after: item.kind === 'delete' ? undefined : after,
    rule: item.rules[field] ?? item.rule,
  }));
  const isKey = ({ field }: PlanLine) => field in item.key;
  return [...lines.filter(isKey), ...lines.filter((line) => !isKey(line))];
}
