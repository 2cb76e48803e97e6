import type { CellType } from './cell-type.ts';
import { CELL_TYPES } from './cell-type.ts';

/** JSON Schema 2020-12 of one record, plus `x-chitty-*` keywords. Fields are its top-level properties. */
export type RegistrySchema = Readonly<Record<string, unknown>>;

/** A field of a registry, as the schema declares it. */
export interface FieldSpec {
  readonly field: string;
  readonly cellType: CellType;
  readonly required: boolean;
  /** Permitted options of an enum or enum-set. */
  readonly options?: readonly string[];
  /** The registry that a relation's keys are of, by name; where left out nobody checks that they exist. */
  readonly relatedRegistry?: string;
}

export interface SchemaIssue {
  /** JSON pointer into the schema. */
  readonly path: string;
  readonly message: string;
}

export type ParsedSchema =
  | { readonly ok: true; readonly fields: readonly FieldSpec[] }
  | { readonly ok: false; readonly issues: readonly SchemaIssue[] };

export const FIELDS_MAX = 200;

/**
 * Reads the fields of a RegistrySchema. The cell type follows `x-chitty-type` where given, else `type`,
 * `format`, `enum` and `items`. References are refused: a schema stands for itself and always ends.
 */
export function parseRegistrySchema(schema: unknown): ParsedSchema {
  if (!isObject(schema)) return fail('', 'the schema is not a JSON object');
  if (!isObject(schema.properties)) return fail('/properties', 'the schema has no properties');
  const issues = findUnusable(schema, '', 0);
  const names = Object.keys(schema.properties);
  if (names.length === 0) issues.push({ path: '/properties', message: 'there are no fields' });
  if (names.length > FIELDS_MAX) {
    issues.push({ path: '/properties', message: `more than ${FIELDS_MAX} fields` });
  }
  const required = new Set(Array.isArray(schema.required) ? schema.required : []);
  for (const name of required) {
    if (!names.includes(String(name))) {
      issues.push({ path: '/required', message: `"${name}" is not among the properties` });
    }
  }
  const fields: FieldSpec[] = [];
  for (const name of names) {
    const spec = parseField(name, schema.properties[name], required.has(name));
    if ('message' in spec) issues.push(spec);
    else fields.push(spec);
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, fields };
}

function parseField(field: string, property: unknown, required: boolean): FieldSpec | SchemaIssue {
  const path = `/properties/${field.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (field in Object.prototype) return { path, message: 'the name is reserved in JavaScript' };
  if (!isObject(property)) return { path, message: 'the property is not an object' };
  const cellType = cellTypeOf(property);
  if (cellType === null)
    return { path, message: 'no cell type follows from type, format and enum' };
  const options = optionsOf(cellType, property);
  if (options !== undefined && new Set(options).size !== options.length) {
    return { path, message: 'an option stands twice' };
  }
  const relatedRegistry = property['x-chitty-relation'];
  if (relatedRegistry !== undefined && (cellType !== 'relation' || !isName(relatedRegistry))) {
    const message = 'x-chitty-relation names the registry that a relation is to';
    return { path: `${path}/x-chitty-relation`, message };
  }
  return {
    field,
    cellType,
    required,
    ...(options === undefined ? {} : { options }),
    ...(isName(relatedRegistry) ? { relatedRegistry } : {}),
  };
}

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

function cellTypeOf(property: Record<string, unknown>): CellType | null {
  const explicit = property['x-chitty-type'];
  const types = [property.type].flat().filter((type) => type !== 'null');
  if (explicit === 'relation') return types.every((name) => name === 'array') ? 'relation' : null;
  if (explicit !== undefined) return CELL_TYPES.find((type) => type === explicit) ?? null;
  if (types.length > 1) return null;
  const type = types[0] ?? (Array.isArray(property.enum) ? 'string' : undefined);
  switch (type) {
    case 'string':
      return Array.isArray(property.enum) ? 'enum' : stringType(property.format);
    case 'integer':
      return 'integer';
    case 'number':
      return 'decimal';
    case 'boolean':
      return 'boolean';
    case 'object':
      return 'json';
    case 'array':
      return isObject(property.items) && property.items.type === 'string' ? 'enum-set' : null;
    default:
      return null;
  }
}

function stringType(format: unknown): CellType {
  switch (format) {
    case 'date':
      return 'date';
    case 'date-time':
      return 'datetime';
    case 'uri':
    case 'iri':
    case 'url':
      return 'url';
    case 'email':
      return 'email';
    default:
      return 'text';
  }
}

function optionsOf(cellType: CellType, property: Record<string, unknown>): string[] | undefined {
  const source = cellType === 'enum-set' ? property.items : property;
  const values = isObject(source) ? source.enum : undefined;
  if ((cellType !== 'enum' && cellType !== 'enum-set') || !Array.isArray(values)) return undefined;
  return values.filter((option): option is string => typeof option === 'string' && option !== '');
}

const SCHEMA_DEPTH_MAX = 32;

/** References and patterns that are no regular expressions, wherever they stand. */
function findUnusable(node: unknown, path: string, depth: number): SchemaIssue[] {
  if (depth > SCHEMA_DEPTH_MAX)
    return [{ path, message: `deeper than ${SCHEMA_DEPTH_MAX} levels` }];
  if (typeof node !== 'object' || node === null) return [];
  return Object.entries(node).flatMap(([key, value]) => {
    const place = `${path}/${key}`;
    if (typeof value !== 'string') return findUnusable(value, place, depth + 1);
    if (key === '$ref' || key === '$dynamicRef') {
      return [{ path: place, message: 'references are not supported' }];
    }
    return key === 'pattern' && !isPattern(value)
      ? [{ path: place, message: 'the pattern is not a regular expression' }]
      : [];
  });
}

function isPattern(source: string): boolean {
  try {
    return new RegExp(source, 'u').flags === 'u';
  } catch {
    return false;
  }
}

function fail(path: string, message: string): ParsedSchema {
  return { ok: false, issues: [{ path, message }] };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
