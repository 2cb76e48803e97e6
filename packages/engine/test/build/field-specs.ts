import type { FieldSpec } from '../../src/model/registry-schema.ts';
import { parseRegistrySchema } from '../../src/model/registry-schema.ts';

/** A small table with one field of each kind that the core treats in its own way. `id` is the key. */
export const SCHEMA = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    name: { type: 'string', maxLength: 40 },
    size: { type: 'integer', minimum: 0 },
    due: { type: 'string', format: 'date-time' },
    done: { type: 'boolean' },
    tags: { type: 'array', items: { type: 'string', enum: ['x', 'y', 'z'] } },
  },
  required: ['id'],
} as const;

export const FIELD_SPECS: readonly FieldSpec[] = specsOf(SCHEMA);

export function specsOf(schema: unknown): readonly FieldSpec[] {
  const parsed = parseRegistrySchema(schema);
  if (!parsed.ok) throw new TypeError(JSON.stringify(parsed.issues));
  return parsed.fields;
}
