import { Validator } from '@cfworker/json-schema';
import type { Cells } from '../../model/cell.ts';
import type { FieldSpec, RegistrySchema } from '../../model/registry-schema.ts';

export interface SchemaViolation {
  /** Null when the record as a whole breaks the rule. */
  readonly field: string | null;
  /** The JSON Schema keyword, e.g. `maximum`. */
  readonly keyword: string;
  readonly message: string;
}

/** Checks records against the RegistrySchema (JSON Schema 2020-12). */
export interface SchemaValidator {
  violations(cells: Cells): readonly SchemaViolation[];
}

/** Keywords that only wrap the errors of their parts, and `required`, which has a rule of its own. */
const WRAPPERS = new Set(['properties', 'items', 'required']);

export function createSchemaValidator(
  schema: RegistrySchema,
  specs: readonly FieldSpec[],
): SchemaValidator {
  const validator = new Validator(schema as object, '2020-12', false);
  return {
    violations(cells) {
      const { errors } = validator.validate(toInstance(specs, cells));
      return errors
        .filter(({ keyword }) => !WRAPPERS.has(keyword))
        .map(({ instanceLocation, keyword, error }) => ({
          field: fieldOf(instanceLocation),
          keyword,
          message: error,
        }));
    },
  };
}

/** The record as JSON: EMPTY fields are left out, numbers are numbers. */
export function toInstance(specs: readonly FieldSpec[], cells: Cells): Record<string, unknown> {
  const instance: Record<string, unknown> = {};
  for (const { field, cellType } of specs) {
    const cell = cells[field] ?? null;
    if (cell === null) continue;
    instance[field] = cellType === 'integer' || cellType === 'decimal' ? Number(cell) : cell;
  }
  return instance;
}

/** The first segment of a location such as `#/population`. */
function fieldOf(location: string): string | null {
  const segment = location.split('/')[1];
  if (segment === undefined) return null;
  return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
}
