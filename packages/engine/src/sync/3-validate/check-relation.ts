import type { Cell } from '../../model/cell.ts';
import type { FieldSpec } from '../../model/registry-schema.ts';
import type { UnknownKeys } from './unknown-keys.ts';

/** A relation names no key that the related registry does not have. */
export function checkRelation(
  { field, relatedRegistry }: FieldSpec,
  cell: Cell,
  unknownKeys: UnknownKeys | undefined,
): { readonly rule: 'ORPHAN_REL'; readonly message: string } | null {
  const unknown = unknownKeys?.get(field);
  const missing = Array.isArray(cell) ? cell.find((key) => unknown?.has(key) === true) : undefined;
  if (missing === undefined) return null;
  return { rule: 'ORPHAN_REL', message: `"${relatedRegistry}" has no record "${missing}"` };
}
