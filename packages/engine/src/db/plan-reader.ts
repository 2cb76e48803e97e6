import { and, asc, eq, gt } from 'drizzle-orm';
import type { Cells } from '../model/cell.ts';
import type { CellWrite, WriteKind } from '../model/write.ts';
import type { TenantDatabase } from './database.ts';
import {
  decodeCursor,
  NUMBER_PATTERN,
  type Page,
  type PageRequest,
  toPage,
} from './page-cursor.ts';
import { bindings } from './registry-tables.ts';
import { planWrites } from './run-tables.ts';

/** One write of a run's plan, as a person previews it. */
export interface PlanItem {
  readonly id: string;
  readonly binding: string;
  readonly recordId: string;
  readonly key: Cells;
  readonly kind: WriteKind;
  readonly fields: Readonly<Record<string, CellWrite>>;
  /** The rule that decided; several are joined with commas, and `rules` has them by field. */
  readonly rule: string;
  readonly rules: Readonly<Record<string, string>>;
  /** What became of it (`written`, `already`, `stale`, `rejected`, `failed`); absent before it was tried. */
  readonly outcome?: string;
  /** Why, for the outcomes that need a reason. */
  readonly reason?: {
    readonly rule?: string;
    readonly message: string;
    readonly field?: string;
  };
}

/** The writes of a run's plan in the order in which they are applied. */
export async function readPlan(
  { db, tenantId }: TenantDatabase,
  runId: string,
  { limit, cursor }: PageRequest,
): Promise<Page<PlanItem>> {
  const after = cursor === null ? undefined : Number(decodeCursor(cursor, [NUMBER_PATTERN])[0]);
  const rows = await db
    .select({ write: planWrites, binding: bindings.name })
    .from(planWrites)
    .leftJoin(bindings, eq(bindings.id, planWrites.bindingId))
    .where(
      and(
        eq(planWrites.tenantId, tenantId),
        eq(planWrites.runId, runId),
        after === undefined ? undefined : gt(planWrites.ord, after),
      ),
    )
    .orderBy(asc(planWrites.ord))
    .limit(limit + 1);
  return toPage(rows, limit, toItem, (row) => [String(row.write.ord)]);
}

const NOT_TRIED = new Set(['planned', 'attempted']);

function toItem(row: { write: typeof planWrites.$inferSelect; binding: string | null }): PlanItem {
  const { write } = row;
  const reason = reasonOf(write.outcome);
  return {
    id: write.id,
    // A binding that was removed from the registry since has no name any more.
    binding: row.binding ?? write.bindingId,
    recordId: write.recordId,
    key: write.key,
    kind: write.kind as WriteKind,
    fields: write.cells,
    rule: [...new Set(Object.values(write.rules))].join(','),
    rules: write.rules,
    ...(NOT_TRIED.has(write.status) ? {} : { outcome: write.status }),
    ...(reason === null ? {} : { reason }),
  };
}

function reasonOf(outcome: Record<string, unknown> | null): NonNullable<PlanItem['reason']> | null {
  if (typeof outcome?.message !== 'string') return null;
  const { rule, message, field } = outcome;
  return {
    message,
    ...(typeof rule === 'string' ? { rule } : {}),
    ...(typeof field === 'string' ? { field } : {}),
  };
}
