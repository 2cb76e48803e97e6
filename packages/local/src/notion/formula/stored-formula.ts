import { type JsonObject, stringOr } from '../json-value.ts';
import { configOf, type PropertySchema } from '../stored-objects.ts';
import { type Formula, parseFormula } from './parse-formula.ts';

const REFERENCE = /^\{\{notion:block_property:([^:}]+):/;

/** The property id in a reference, or the name that stands in its place. */
export const referencedId = (reference: string): string =>
  REFERENCE.exec(reference)?.[1] ?? reference;

/** Parsed formulas by their configuration, which is immutable. */
const parsed = new WeakMap<JsonObject, { readonly formula: Formula | undefined }>();

/** The formula of a column; `undefined` if its expression cannot be parsed. */
export function formulaOf(property: PropertySchema): Formula | undefined {
  const config = configOf(property);
  let entry = parsed.get(config);
  if (!entry) {
    entry = { formula: parseFormula(stringOr(config.expression) ?? '') };
    parsed.set(config, entry);
  }
  return entry.formula;
}
