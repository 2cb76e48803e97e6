import { ITEM_FIELDS, type Item } from './item.ts';
import type { Json, Outsider } from './outsider.ts';

/** The items' table in Postgres. */
export interface PostgresItems {
  readonly schema: string;
  readonly name: string;
}

export async function createPostgresItems({ sql }: Outsider): Promise<PostgresItems> {
  await sql(`CREATE TABLE "Odd Items" (
    code varchar(64) PRIMARY KEY, title text, quantity integer, price numeric(14, 4), active boolean,
    since date, checked timestamptz, kind text, tags text[], site text, mail text)`);
  return { schema: 'public', name: 'Odd Items' };
}

export async function addToPostgres({ sql }: Outsider, items: readonly Item[]): Promise<void> {
  for (const each of items) {
    const places = ITEM_FIELDS.map((_, i) => `$${i + 1}`);
    const values = ITEM_FIELDS.map((field) => (field === 'tags' ? [...each.tags] : each[field]));
    await sql(`INSERT INTO "Odd Items" (${ITEM_FIELDS}) VALUES (${places})`, values);
  }
}

export async function readPostgresItems({ sql }: Outsider): Promise<Item[]> {
  const columns = ITEM_FIELDS.map((field) => (field === 'since' ? 'since::text' : field));
  return (await sql(`SELECT ${columns} FROM "Odd Items"`)).map(fromPostgres);
}

function fromPostgres(row: Json): Item {
  return {
    ...row,
    price: row.price === null ? null : Number(row.price),
    active: row.active ?? false,
    checked: row.checked?.toISOString() ?? null,
    tags: [...(row.tags ?? [])].sort(),
  };
}
