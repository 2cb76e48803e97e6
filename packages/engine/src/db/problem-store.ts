import { and, asc, eq, gt } from 'drizzle-orm';
import type { TenantDatabase } from './database.ts';
import { isoTime } from './iso-time.ts';
import { problems } from './oversight-tables.ts';
import { decodeCursor, type Page, type PageRequest, toPage, UUID_PATTERN } from './page-cursor.ts';
import { bindings } from './registry-tables.ts';

export type ProblemStatus = 'open' | 'closed';

/** A row or field in quarantine. */
export interface StoredProblem {
  readonly id: string;
  readonly registryId: string;
  readonly binding: string;
  readonly recordId: string | null;
  readonly externalId: string | null;
  /** Null when the whole row is refused. */
  readonly field: string | null;
  readonly rule: string;
  readonly message: string;
  readonly value: string | null;
  readonly status: ProblemStatus;
  readonly openedAt: string;
  readonly closedAt: string | null;
}

/** Oldest first. */
export async function listProblems(
  { db, tenantId }: TenantDatabase,
  filter: {
    readonly registryId?: string | undefined;
    readonly status?: ProblemStatus | undefined;
  },
  { limit, cursor }: PageRequest,
): Promise<Page<StoredProblem>> {
  const after = cursor === null ? undefined : decodeCursor(cursor, [UUID_PATTERN])[0];
  const rows = await db
    .select({ problem: problems, binding: bindings.name })
    .from(problems)
    .leftJoin(bindings, eq(bindings.id, problems.bindingId))
    .where(
      and(
        eq(problems.tenantId, tenantId),
        filter.registryId === undefined ? undefined : eq(problems.registryId, filter.registryId),
        filter.status === undefined ? undefined : eq(problems.status, filter.status),
        after === undefined ? undefined : gt(problems.id, after),
      ),
    )
    .orderBy(asc(problems.id))
    .limit(limit + 1);
  return toPage(rows, limit, toProblem, (row) => [row.problem.id]);
}

function toProblem(row: {
  problem: typeof problems.$inferSelect;
  binding: string | null;
}): StoredProblem {
  const { problem } = row;
  return {
    id: problem.id,
    registryId: problem.registryId,
    // A binding that was removed from the registry since has no name any more.
    binding: row.binding ?? problem.bindingId,
    recordId: problem.recordId,
    externalId: problem.externalId,
    field: problem.field,
    rule: problem.rule,
    message: problem.message,
    value: problem.value,
    status: problem.status,
    openedAt: isoTime(problem.openedAt),
    closedAt: isoTime(problem.closedAt),
  };
}
