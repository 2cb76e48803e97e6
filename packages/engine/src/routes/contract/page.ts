import { z } from '@hono/zod-openapi';

/** Query of every list. */
export const PageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).nullable().default(null).openapi({
    description: '`nextCursor` of the page before',
  }),
});

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item).readonly(), nextCursor: z.string().nullable() });
}

/** A filter: absent, or an id. */
export const IdFilter = z.guid().optional();

/** The path parameter of everything that has an id. */
export const IdParam = z.object({ id: z.guid() });
