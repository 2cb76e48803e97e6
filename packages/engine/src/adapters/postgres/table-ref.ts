import type { TableRef } from '../../model/system.ts';
import { isIdentifier } from './sql-identifier.ts';

/** `{schema, name}`; the schema is `public` when it is not given. Null for anything else. */
export function parsePostgresRef(input: unknown): { schema: string; name: string } | null {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return null;
  const { schema = 'public', name, ...others } = input as Readonly<Record<string, unknown>>;
  if (Object.keys(others).length > 0) return null;
  if (typeof schema !== 'string' || typeof name !== 'string') return null;
  return isIdentifier(schema) && isIdentifier(name) ? { schema, name } : null;
}

/** The table in words, for titles and messages. */
export function titleOf(ref: TableRef): string {
  return ref.schema === 'public' ? String(ref.name) : `${String(ref.schema)}.${String(ref.name)}`;
}
