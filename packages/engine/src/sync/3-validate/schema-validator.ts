import { type OutputUnit, Validator } from '@cfworker/json-schema';
import type { Cell, Cells } from '../../model/cell.ts';
import type { CellType } from '../../model/cell-type.ts';
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

/** Keywords that only wrap the errors of their parts. */
const WRAPPERS = new Set(['properties', 'items']);

export function createSchemaValidator(
  schema: RegistrySchema,
  specs: readonly FieldSpec[],
): SchemaValidator {
  const validator = new Validator(schema as object, '2020-12', false);
  return {
    violations(cells) {
      const { errors } = validator.validate(toInstance(specs, cells));
      return errors
        .filter((error) => !WRAPPERS.has(error.keyword) && !isRequiredField(error))
        .map(({ instanceLocation, keyword, error }) => ({
          field: fieldOf(instanceLocation),
          keyword,
          message: error,
        }));
    },
  };
}

/** That a record lacks a field has a rule of its own; what a field's JSON lacks has not. */
function isRequiredField({ keyword, instanceLocation }: OutputUnit): boolean {
  return keyword === 'required' && instanceLocation === '#';
}

/** The record as JSON: EMPTY fields are left out, numbers are numbers, and JSON is what it says. */
export function toInstance(specs: readonly FieldSpec[], cells: Cells): Record<string, unknown> {
  const instance: Record<string, unknown> = {};
  for (const { field, cellType } of specs) {
    const cell = cells[field] ?? null;
    if (cell === null) continue;
    instance[field] = instanceOf(cellType, cell);
  }
  return instance;
}

function instanceOf(cellType: CellType, cell: Exclude<Cell, null>): unknown {
  switch (cellType) {
    case 'integer':
    case 'decimal':
      return Number(cell);
    case 'json':
      return JSON.parse(String(cell));
    default:
      return cell;
  }
}

/** The first segment of a location such as `#/population`. */
function fieldOf(location: string): string | null {
  const segment = location.split('/')[1];
  if (segment === undefined) return null;
  return decodeURIComponent(segment).replaceAll('~1', '/').replaceAll('~0', '~');
}
