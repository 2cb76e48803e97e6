import type { RecordPlan } from '../model/plan.ts';
import type { BindingView, RecordView } from '../model/record-view.ts';
import type { Registry } from '../model/registry.ts';
import type { FieldSpec } from '../model/registry-schema.ts';
import { diffRecord } from './2-diff/diff-record.ts';
import type { PeerViolations } from './3-validate/peer-violations.ts';
import type { RecordPolicy } from './3-validate/record-policy.ts';
import type { SchemaValidator } from './3-validate/schema-validator.ts';

import type { UnknownKeys } from './3-validate/unknown-keys.ts';
import { validateChanges } from './3-validate/validate-changes.ts';
import { pursueGoal } from './4-resolve/pursue-goal.ts';
import { resolveChanges } from './4-resolve/resolve-changes.ts';
import { createValueCheck } from './4-resolve/value-check.ts';
import { planRecord } from './5-preview/plan-record.ts';

export interface DecisionRules {
  readonly registry: Pick<Registry, 'key' | 'conflicts' | 'deletes'>;
  readonly specs: readonly FieldSpec[];
  readonly schema: SchemaValidator;
  readonly peer?: PeerViolations;
  readonly unknownKeys?: UnknownKeys;
  readonly policy?: RecordPolicy;
  readonly bindings: ReadonlyMap<string, BindingView>;
  readonly newId: () => string;
}

/** The pure core: one record's views in, its plan out. */
export function decideRecord(view: RecordView, rules: DecisionRules): RecordPlan {
  const { registry, specs, schema, peer, unknownKeys, policy, bindings, newId } = rules;
  const changes = diffRecord(view, bindings);
  const validation = validateChanges(view, changes, {
    specs,
    key: registry.key,
    schema,
    bindings,
    ...(peer === undefined ? {} : { peer }),
    ...(unknownKeys === undefined ? {} : { unknownKeys }),
    ...(policy === undefined ? {} : { policy }),
  });
  const resolution = {
    key: registry.key,
    specs,
    conflicts: registry.conflicts,
    deletes: registry.deletes.policy,
    bindings,
    isValid: createValueCheck({ specs, key: registry.key, schema }),
  };
  const resolved = resolveChanges(view, validation, resolution);
  const { decision, problems } = pursueGoal(view, resolved, validation, resolution);
  const { accepted, reverted, blocked } = validation;
  const found = { accepted, reverted, blocked, problems: [...validation.problems, ...problems] };
  const required = new Set(specs.filter((spec) => spec.required).map(({ field }) => field));
  return planRecord(view, decision, found, { key: registry.key, required, bindings, newId });
}
