import { type SQL, sql } from 'drizzle-orm';

/**
 * An id whose value the planner does not see. Of a run or a binding that statistics do not know yet it would expect one
 * row, and take any index that begins with it: it expects an average one instead, and looks further.
 */
export function unestimated(id: string): SQL {
  return sql`(SELECT ${id}::uuid)`;
}

/** Several of them, for `= ANY(…)`. */
export function unestimatedIds(ids: readonly string[]): SQL {
  return sql`(SELECT ${uuidArray(ids)})::uuid[]`;
}

/** Ids as one parameter, whose length the planner sees: `id = ANY(…)` then goes by an index. */
export function uuidArray(ids: readonly string[]): SQL {
  return sql`${`{${ids.join(',')}}`}::uuid[]`;
}
