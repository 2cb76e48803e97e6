import type { BindingView } from '../../model/record-view.ts';
import type { ConflictPolicy, DeletePolicy } from '../../model/registry.ts';
import type { FieldSpec } from '../../model/registry-schema.ts';
import type { ValueCheck } from './value-check.ts';

export interface ResolutionRules {
  readonly key: readonly string[];
  readonly specs: readonly FieldSpec[];
  readonly conflicts: ConflictPolicy;
  readonly deletes: DeletePolicy;
  readonly bindings: ReadonlyMap<string, BindingView>;
  /** May a value be written that no binding showed, and that so was never validated? */
  readonly isValid: ValueCheck;
}
