import { must } from '../../src/errors/assert.ts';
import type { Cell, Cells } from '../../src/model/cell.ts';
import type { Resolution } from '../../src/model/record-view.ts';
import { diffRecord } from '../../src/sync/2-diff/diff-record.ts';
import { validateChanges } from '../../src/sync/3-validate/validate-changes.ts';
import { resolveChanges } from '../../src/sync/4-resolve/resolve-changes.ts';
import { createValueCheck } from '../../src/sync/4-resolve/value-check.ts';
import { aBinding, type BindingShape } from './a-binding.ts';
import { aRecordView } from './a-record-view.ts';
import { aRow, type RowShape } from './a-row.ts';
import { decisionRules, type RulesShape } from './decision-rules.ts';

export const BASE = { id: 'k1', name: 'a' };

export interface Given extends RulesShape {
  readonly base?: Cells | null;
  readonly rows: Readonly<Record<string, RowShape>>;
  readonly bindings?: Readonly<Record<string, BindingShape>>;
  readonly resolutions?: Readonly<Record<string, Resolution>>;
}

/** Diffs, validates and resolves one record. */
export function resolve({ base = BASE, rows, bindings = {}, resolutions = {}, ...shape }: Given) {
  const names = Object.keys(rows);
  const rules = decisionRules(
    names.map((name) => aBinding(name, bindings[name])),
    shape,
  );
  const view = aRecordView(
    base,
    names.map((name) => aRow(name, rows[name])),
    resolutions,
  );
  const { key, conflicts, deletes } = rules.registry;
  const validation = validateChanges(view, diffRecord(view, rules.bindings), { ...rules, key });
  return resolveChanges(view, validation, {
    key,
    conflicts,
    deletes: deletes.policy,
    specs: rules.specs,
    bindings: rules.bindings,
    isValid: createValueCheck({ ...rules, key }),
  });
}

/** The decision, which is there. */
export const live = (given: Given) => must(resolve(given), 'a decision');
/** A linked row that shows this name now. */
export const at = (name: Cell, more: RowShape = {}): RowShape => ({
  shown: BASE,
  now: { ...BASE, name },
  ...more,
});
/** What was decided about the name. */
export const nameOf = (given: Given) => {
  const { fields, conflicts, waiting, cells } = live(given);
  return {
    value: cells.name,
    rule: fields.find(({ field }) => field === 'name')?.rule,
    waits: waiting.has('name'),
    candidates: conflicts
      .find(({ field }) => field === 'name')
      ?.candidates.map(({ binding, value }) => [binding, value]),
  };
};
