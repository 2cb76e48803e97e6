import type { FieldSpec, RegistrySchema } from '../model/registry-schema.ts';

/** The property of a schema that declares a field: the opposite of `parseRegistrySchema`. */
export function propertyOf({ cellType, options, relatedRegistry }: FieldSpec): RegistrySchema {
  switch (cellType) {
    case 'text':
      return { type: 'string' };
    case 'integer':
      return { type: 'integer' };
    case 'decimal':
      return { type: 'number' };
    case 'boolean':
      return { type: 'boolean' };
    case 'date':
      return { type: 'string', format: 'date' };
    case 'datetime':
      return { type: 'string', format: 'date-time' };
    case 'url':
      return { type: 'string', format: 'uri' };
    case 'email':
      return { type: 'string', format: 'email' };
    case 'enum':
      return options === undefined
        ? { type: 'string', 'x-chitty-type': 'enum' }
        : { type: 'string', enum: options };
    case 'enum-set':
      return {
        type: 'array',
        items: options === undefined ? { type: 'string' } : { type: 'string', enum: options },
      };
    case 'relation':
      return {
        type: 'array',
        items: { type: 'string' },
        'x-chitty-type': 'relation',
        ...(relatedRegistry === undefined ? {} : { 'x-chitty-relation': relatedRegistry }),
      };
    case 'json':
      return { 'x-chitty-type': 'json' };
    case 'phone':
    case 'date-range':
      return { type: 'string', 'x-chitty-type': cellType };
  }
}
