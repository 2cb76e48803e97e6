import { keyHash } from '../../model/key.ts';
import type { RecordPlan } from '../../model/plan.ts';
import type { BindingView, RecordView, RowView } from '../../model/record-view.ts';
import { newKeyFields } from '../3-validate/check-row.ts';

interface ReleaseRules {
  readonly key: readonly string[];
  readonly bindings: ReadonlyMap<string, BindingView>;
}

/**
 * Decides about a partition's records so that keys may go from one to another, in a chain or round in a circle. A
 * record that comes to show the key of another is decided about as if it were free, and once more as taken if the
 * other does not give it up by its own plan. What is left holds each key once; the order has no influence.
 */
export function decideTogether(
  views: readonly RecordView[],
  decide: (view: RecordView) => RecordPlan,
  rules: ReleaseRules,
): readonly RecordPlan[] {
  const takers = views.filter(({ rows }) => rows.some((row) => mayBeReleased(row, rules)));
  const released = new Map(takers.map((view) => [view.recordId, view]));
  const plans = new Map(
    views.map((view) => [
      view.recordId,
      decide(released.has(view.recordId) ? withKeysReleased(view, rules) : view),
    ]),
  );
  const viewOf = new Map(views.map((view) => [view.recordId, view]));
  for (;;) {
    const refused = [...released.values()].filter((view) => !getsKey(view, plans, viewOf, rules));
    if (refused.length === 0) break;
    for (const view of refused) {
      released.delete(view.recordId);
      plans.set(view.recordId, decide(view));
    }
  }
  return views.flatMap(({ recordId }) => plans.get(recordId) ?? []);
}

/** The row was given a key that one other record has. A row that only lags behind its record was given none. */
function mayBeReleased(row: RowView, { key }: ReleaseRules): boolean {
  const { link, keyTaken, keyHolder, detached } = row;
  const isKnown = link !== null && !detached;
  return isKnown && keyTaken && keyHolder !== null && newKeyFields(row, key).length > 0;
}

function withKeysReleased(view: RecordView, rules: ReleaseRules): RecordView {
  const rows = view.rows.map((row) =>
    mayBeReleased(row, rules) ? { ...row, keyTaken: false } : row,
  );
  return { ...view, rows };
}

/** The plan gives the record a key of its rows, and the plan of the record that has it gives it up. */
function getsKey(
  view: RecordView,
  plans: ReadonlyMap<string, RecordPlan>,
  viewOf: ReadonlyMap<string, RecordView>,
  rules: ReleaseRules,
): boolean {
  const plan = plans.get(view.recordId);
  const wanted = plannedKey(plan, rules);
  const row = view.rows.find((each) => {
    const shown = keyHash(rules.key, each.observed?.cells ?? {});
    return mayBeReleased(each, rules) && shown === wanted;
  });
  const holder = row === undefined ? undefined : viewOf.get(row.keyHolder ?? '');
  if (plan === undefined || wanted === null || holder === undefined) return false;
  if (changesIdentity(plan, rules)) return false;
  const given = plans.get(holder.recordId);
  if (given?.next?.status === 'deleted') return true;
  const next = plannedKey(given, rules);
  return given !== undefined && next !== null && next !== wanted && !changesIdentity(given, rules);
}

/** The key of a record that lives on. */
function plannedKey(plan: RecordPlan | undefined, { key }: ReleaseRules): string | null {
  return plan?.next?.status === 'live' ? keyHash(key, plan.next.key) : null;
}

/**
 * Whether a row is to get another key by which its system knows it. While two such rows exchange theirs, nobody
 * could tell after a lost answer which is which; so such keys wait until they are free.
 */
function changesIdentity({ writes }: RecordPlan, { key, bindings }: ReleaseRules): boolean {
  return writes.some(({ binding, kind, cells }) => {
    const isKeyed = bindings.get(binding)?.keyIdentifies === true;
    return isKeyed && kind === 'update' && key.some((field) => cells[field] !== undefined);
  });
}
