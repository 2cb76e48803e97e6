import type { BindingView } from '../../src/model/record-view.ts';
import type { ConflictPolicy, DeletePolicy, RegistryPolicy } from '../../src/model/registry.ts';
import { createRecordPolicy } from '../../src/sync/3-validate/record-policy.ts';
import { createSchemaValidator } from '../../src/sync/3-validate/schema-validator.ts';
import type { DecisionRules } from '../../src/sync/decide-record.ts';
import { SCHEMA, specsOf } from './field-specs.ts';

export interface RulesShape {
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly key?: readonly string[];
  readonly conflicts?: Partial<ConflictPolicy>;
  readonly deletes?: DeletePolicy;
  readonly policy?: RegistryPolicy;
}

/** The rules of a registry with these bindings. Conflicts are decided by `hash` unless told otherwise. */
export function decisionRules(
  bindings: readonly BindingView[],
  shape: RulesShape = {},
): DecisionRules {
  const { schema = SCHEMA, key = ['id'], conflicts, deletes = 'propagate', policy } = shape;
  const specs = specsOf(schema);
  let lastId = 0;
  return {
    registry: {
      key,
      conflicts: { strategy: ['hash'], fields: {}, ...conflicts },
      deletes: { policy: deletes },
    },
    specs,
    ...(policy === undefined ? {} : { policy: createRecordPolicy(policy) }),
    schema: createSchemaValidator(schema, specs),
    bindings: new Map(bindings.map((binding) => [binding.name, binding])),
    newId: () => `write-${++lastId}`,
  };
}
