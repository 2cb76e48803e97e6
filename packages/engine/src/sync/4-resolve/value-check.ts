import type { Cell, Cells } from '../../model/cell.ts';
import { keyHash } from '../../model/key.ts';
import type { FieldSpec } from '../../model/registry-schema.ts';
import { checkCell } from '../3-validate/check-cell.ts';
import type { SchemaValidator } from '../3-validate/schema-validator.ts';

/** Whether the schema allows a value of a field in a record; `record` is what it holds otherwise. */
export type ValueCheck = (field: string, value: Cell, record: Cells) => boolean;

export interface ValueCheckRules {
  readonly specs: readonly FieldSpec[];
  readonly key: readonly string[];
  readonly schema: SchemaValidator;
}

/**
 * The check of a value that is made and not observed. It must break no rule of its own field, and none of
 * the record that was not broken before. What ChittySchema says of such a value is not known.
 */
export function createValueCheck({ specs, key, schema }: ValueCheckRules): ValueCheck {
  return (field, value, record) => {
    const spec = specs.find((candidate) => candidate.field === field);
    if (spec === undefined || checkCell(spec, value) !== null) return false;
    if (key.includes(field) && keyHash([field], { [field]: value }) === null) return false;
    const found = schema.violations({ ...record, [field]: value });
    if (found.length === 0) return true;
    const known = schema.violations(record);
    return found.every(
      (violation) =>
        violation.field !== field &&
        known.some(
          (before) => before.field === violation.field && before.keyword === violation.keyword,
        ),
    );
  };
}
