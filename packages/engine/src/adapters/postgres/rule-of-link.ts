import type { OpenTable } from './open-table.ts';
import type { StatementRefused } from './postgres-errors.ts';
import type { PreparedWrite } from './prepare-write.ts';
import type { ForeignKey } from './table-catalogue.ts';

/** Why a link between rows forbids a write. */
export interface LinkRule {
  readonly rule: 'RELATED_ROW_MISSING' | 'STILL_REFERENCED' | 'CONSTRAINT';
  readonly message: string;
  readonly field: string | null;
}

/**
 * What a refusal by a foreign key means: the row that this one refers to is not there, or others refer to this
 * row. Postgres has one code for both. A key of neither kind belongs to what a trigger did elsewhere.
 */
export function ruleOfLink(
  table: OpenTable,
  prepared: PreparedWrite,
  refusal: StatementRefused,
): LinkRule {
  const name = JSON.stringify(refusal.constraint ?? '?');
  const key = foreignKeyOf(table, refusal);
  const referred = prepared.cells.filter(
    ({ field, before, after }) =>
      table.catalogue.referenced.has(field.column.name) && before !== after,
  );
  if (isHeld(prepared, refusal, key, referred.length > 0)) {
    const field = prepared.write.kind === 'update' ? referred[0]?.field.field : undefined;
    const message = `other rows refer to this one by the constraint ${name}`;
    return { rule: 'STILL_REFERENCED', message, field: field ?? null };
  }
  if (key === undefined) {
    return { rule: 'CONSTRAINT', message: `the constraint ${name} refuses the row`, field: null };
  }
  return {
    rule: 'RELATED_ROW_MISSING',
    message: `the row that the constraint ${name} refers to is not there`,
    field: mappedField(table, key),
  };
}

/** The key of this table that refused, if it is one. */
export function foreignKeyOf(
  { catalogue }: OpenTable,
  { constraint, table }: StatementRefused,
): ForeignKey | undefined {
  return catalogue.foreignKeys.find(
    (key) => key.name === constraint && (table === null || key.table === table),
  );
}

function isHeld(
  { write, cells }: PreparedWrite,
  refusal: StatementRefused,
  key: ForeignKey | undefined,
  changesReferred: boolean,
): boolean {
  if (write.kind === 'delete' || refusal.sqlState === '23001') return true;
  if (write.kind === 'create') return false;
  if (key === undefined) return changesReferred;
  const refers = cells.some(({ field }) => key.columns.includes(field.column.name));
  return key.isSelf && changesReferred && !refers;
}

/** The field of the key's column, if one of its columns is mapped and no other. */
function mappedField({ fields }: OpenTable, { columns }: ForeignKey): string | null {
  const mapped = fields.filter(({ column }) => columns.includes(column.name));
  return mapped.length === 1 ? (mapped[0]?.field ?? null) : null;
}
