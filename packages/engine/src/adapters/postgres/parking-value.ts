import type { OpenTable } from './open-table.ts';
import type { SqlText } from './sql-client.ts';
import type { CatalogueColumn } from './table-catalogue.ts';

/**
 * A value that a row can hold for the moment in which its unique value goes to another row: NULL, or a text
 * or number that no row will have. Undefined where there is none, and where a foreign key or a rule could
 * carry the value on to other rows.
 */
export function parkingValue(
  { catalogue }: Pick<OpenTable, 'catalogue'>,
  column: CatalogueColumn,
  writeId: string,
): SqlText | undefined {
  if (catalogue.referenced.has(column.name) || catalogue.hasRules) return undefined;
  if (!column.notNull) return null;
  switch (column.type?.kind) {
    case 'text':
      return lastOf(`~${writeId}`, column.type.max);
    case 'integer':
      // Near the least number of the type, where neither counters nor people are.
      return String(BigInt(hashOf(writeId) % 16_384) - 2n ** BigInt(column.type.bits - 1));
    default:
      return undefined;
  }
}

function lastOf(text: string, max: number | null): string {
  return max === null ? text : text.slice(-max);
}

/** FNV-1a: spreads ids; two that meet are refused by the constraint itself. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (const character of text) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash;
}
