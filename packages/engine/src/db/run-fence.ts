import { sql } from 'drizzle-orm';
import { ChittySyncError } from '../errors/chittysync-error.ts';
import type { RunRef } from '../sync/run-store.ts';
import type { Database } from './database.ts';
import { queryRows } from './query-rows.ts';

/** Whether the run still holds its registry's fence, so that no other run has been claimed since. */
export async function holdsFence(db: Database, run: RunRef): Promise<boolean> {
  const [found] = await queryRows<{ held: boolean }>(
    db,
    sql`SELECT fence = ${run.fence} AS held FROM chittysync.registries
        WHERE id = ${run.registryId} AND tenant_id = ${run.tenantId}`,
  );
  return found?.held === true;
}

/** @throws CS_FENCED */
export async function requireFence(db: Database, run: RunRef): Promise<void> {
  if (!(await holdsFence(db, run))) throw fenced();
}

export function fenced(): ChittySyncError {
  return new ChittySyncError('CS_FENCED', 'another run took over this registry');
}
