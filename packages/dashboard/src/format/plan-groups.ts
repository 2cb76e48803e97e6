import type { PlanItem } from '../api/contract.ts';
import { type FieldChange, ofRow } from './field-change.ts';

/** A write with what it changes. */
export interface PlanGroup {
  readonly item: PlanItem;
  readonly changes: readonly FieldChange[];
}

/** What to show of a plan; `null` stands for all. */
export interface PlanFilter {
  readonly binding: string | null;
  readonly kind: PlanItem['kind'] | null;
}

/** The writes that the filter lets through, each with its changes: key fields first, then as planned. */
export function planGroups(items: readonly PlanItem[], filter: PlanFilter): readonly PlanGroup[] {
  return items
    .filter(({ binding }) => filter.binding === null || filter.binding === binding)
    .filter(({ kind }) => filter.kind === null || filter.kind === kind)
    .map((item) => ({ item, changes: changesOf(item) }));
}

function changesOf(item: PlanItem): readonly FieldChange[] {
  const changes = Object.entries(item.fields).map(([field, { before, after }]) => {
    return ofRow({ field, before, after, rule: item.rules[field] ?? item.rule }, item.kind);
  });
  const isKey = ({ field }: FieldChange) => field in item.key;
  return [...changes.filter(isKey), ...changes.filter((change) => !isKey(change))];
}
