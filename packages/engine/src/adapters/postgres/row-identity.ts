import { z } from 'zod';
import { must } from '../../errors/assert.ts';
import { ChittySyncError } from '../../errors/chittysync-error.ts';
import type { CatalogueColumn, TableCatalogue } from './table-catalogue.ts';
import { titleOf } from './table-ref.ts';

/**
 * What identifies a row: the primary key, else the first unique set of NOT NULL columns.
 * The external id is the text of the one column, or the JSON array of the texts of several.
 */
export interface RowIdentity {
  readonly columns: readonly CatalogueColumn[];
  format(texts: readonly string[]): string;
  /** Null if the external id cannot be one of this table. */
  parse(externalId: string): readonly string[] | null;
}

const TEXTS = z.array(z.string());

/** @throws CS_KEY_MISSING when the table has no such key. */
export function identityOf(catalogue: TableCatalogue): RowIdentity {
  const names = catalogue.keys[0];
  if (names === undefined) {
    throw new ChittySyncError(
      'CS_KEY_MISSING',
      `the table ${titleOf(catalogue.ref)} has no primary key and no unique NOT NULL columns`,
      { details: { table: catalogue.ref } },
    );
  }
  const columns = names.map((name) =>
    must(
      catalogue.columns.find((column) => column.name === name),
      'a key column is a column of its table',
    ),
  );
  const single = columns.length === 1;
  return {
    columns,
    format: (texts) => (single ? (texts[0] ?? '') : JSON.stringify(texts)),
    parse: (externalId) => {
      const texts = single ? [externalId] : parseTexts(externalId, columns.length);
      const canBe = texts?.every((text, i) => isTextOf(columns[i], text));
      return canBe === true ? (texts ?? null) : null;
    },
  };
}

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/;

/** Postgres refuses a whole statement for one text that its type cannot read. */
function isTextOf(column: CatalogueColumn | undefined, text: string): boolean {
  switch (column?.type?.kind) {
    case 'integer':
      return /^-?\d+$/.test(text);
    case 'uuid':
      return UUID.test(text);
    default:
      return true;
  }
}

function parseTexts(externalId: string, length: number): readonly string[] | null {
  try {
    const texts = TEXTS.parse(JSON.parse(externalId));
    return texts.length === length ? texts : null;
  } catch {
    return null;
  }
}
