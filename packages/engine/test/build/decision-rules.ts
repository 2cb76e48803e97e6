import type { BindingView } from '../../src/model/record-view.ts';
import type { ConflictPolicy, DeletePolicy } from '../../src/model/registry.ts';
import { createSchemaValidator } from '../../src/sync/3-validate/schema-validator.ts';
import type { DecisionRules } from '../../src/sync/decide-record.ts';
import { SCHEMA, specsOf } from './field-specs.ts';

export interface RulesShape {
  readonly schema?: Readonly<Record<string, unknown>>;
  readonly key?: readonly string[];
  readonly conflicts?: Partial<ConflictPolicy>;
  readonly deletes?: DeletePolicy;
}

/** The rules of a registry with these bindings. Conflicts are decided by `hash` unless told otherwise. */
export function decisionRules(
  bindings: readonly BindingView[],
  shape: RulesShape = {},
): DecisionRules {
  const { schema = SCHEMA, key = ['id'], conflicts, deletes = 'propagate' } = shape;
  const specs = specsOf(schema);
  let lastId = 0;
  return {
    registry: {
      key,
      conflicts: { strategy: ['hash'], fields: {}, ...conflicts },
      deletes: { policy: deletes },
    },
    specs,
    schema: createSchemaValidator(schema, specs),
    bindings: new Map(bindings.map((binding) => [binding.name, binding])),
    newId: () => `write-${++lastId}`,
  };
}
