import { type SQL, sql } from 'drizzle-orm';
import type { BaseUpdate } from '../model/base-update.ts';
import type { RunRef } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { rows } from './registry-tables.ts';
import { uuidArray } from './unestimated.ts';

/** An update with binding ids in place of names. */
export type IdentifiedUpdate = Omit<BaseUpdate, 'rows' | 'detach' | 'unlink'> & {
  readonly rows: readonly (Omit<BaseUpdate['rows'][number], 'binding'> & {
    readonly bindingId: string;
  })[];
  readonly detachIds: readonly string[];
  readonly unlinkIds: readonly string[];
};

/** A record in a binding, and the row that shows it, where that matters. */
interface Place {
  readonly recordId: string;
  readonly bindingId: string;
  readonly externalId?: string;
}

type NextRow = IdentifiedUpdate['rows'][number] & { readonly recordId: string };

/** What the rows of updated records show now, and which of them are given up. What is freed is freed first. */
export async function advanceRows(
  state: TenantDatabase,
  run: Pick<RunRef, 'runId' | 'registryId'>,
  updates: readonly IdentifiedUpdate[],
  fenced: SQL,
): Promise<void> {
  const { db, tenantId } = state;
  const live = updates.filter(({ status }) => status === 'live');
  const deleted = updates.filter(({ status }) => status === 'deleted');
  const next = nextRowsOf(updates);
  const at = sql`r.binding_id = l."bindingId" AND r.record_id = l."recordId"
    AND r.tenant_id = l.tenant_id AND ${fenced}`;
  const go = async (places: readonly Place[], statement: SQL) => {
    if (places.length > 0) await db.execute(sql`WITH ${listed(tenantId, places)} ${statement}`);
  };
  await go(
    placesOf(deleted, ({ unlinkIds }) => unlinkIds),
    sql`UPDATE ${rows} r SET state = 'tombstone', updated_run = ${run.runId} FROM listed l
        WHERE ${at} AND r.state = 'linked'`,
  );
  await go(
    [...placesOf(live, ({ unlinkIds }) => unlinkIds), ...nextRowsOf(live)],
    sql`DELETE FROM ${rows} r USING listed l
        WHERE ${at} AND (l."externalId" IS NULL OR r.external_id <> l."externalId")`,
  );
  await go(
    next,
    sql`DELETE FROM ${rows} r USING listed l
        WHERE r.binding_id = l."bindingId" AND r.external_id = l."externalId"
          AND r.tenant_id = l.tenant_id AND r.record_id <> l."recordId" AND r.state = 'tombstone'
          AND ${fenced}`,
  );
  await linkRows(state, run, next, fenced);
  const changed = live.filter((update) => update.changed).map(({ recordId }) => recordId);
  if (changed.length > 0) {
    await db.execute(sql`UPDATE ${rows} r SET missed = true
      FROM unnest(${uuidArray(changed)}) AS l("recordId") CROSS JOIN chittysync.bindings b
      WHERE b.registry_id = ${run.registryId} AND b.tenant_id = ${tenantId}
        AND r.binding_id = b.id AND r.record_id = l."recordId" AND r.tenant_id = ${tenantId}
        AND r.state = 'linked' AND r.updated_run <> ${run.runId} AND ${fenced}`);
  }
  await go(
    placesOf(updates, ({ detachIds }) => detachIds),
    sql`UPDATE ${rows} r SET state = 'detached', updated_run = ${run.runId} FROM listed l WHERE ${at}`,
  );
}

async function linkRows(
  { db, tenantId }: TenantDatabase,
  run: Pick<RunRef, 'runId' | 'registryId'>,
  next: readonly NextRow[],
  fenced: SQL,
): Promise<void> {
  if (next.length === 0) return;
  await db.execute(sql`
    INSERT INTO ${rows} (tenant_id, registry_id, binding_id, record_id, external_id, shown, shown_hash,
      content_hash, doubts, missed, state, updated_run)
    SELECT ${tenantId}, ${run.registryId}, n."bindingId", n."recordId", n."externalId", n.shown,
           n."shownHash", n."contentHash", n.doubts, false, 'linked', ${run.runId}
    FROM jsonb_to_recordset(${JSON.stringify(next)}::jsonb) AS n("recordId" uuid, "bindingId" uuid,
      "externalId" text, shown jsonb, "shownHash" text, "contentHash" text, doubts jsonb)
    WHERE ${fenced}
    ON CONFLICT (binding_id, record_id) DO UPDATE SET
      external_id = excluded.external_id, shown = excluded.shown, shown_hash = excluded.shown_hash,
      content_hash = excluded.content_hash, doubts = excluded.doubts, missed = false, state = 'linked', updated_run = excluded.updated_run`);
}

function nextRowsOf(updates: readonly IdentifiedUpdate[]): readonly NextRow[] {
  return updates.flatMap(({ recordId, rows: shown }) => shown.map((row) => ({ ...row, recordId })));
}

function placesOf(
  updates: readonly IdentifiedUpdate[],
  bindingsOf: (update: IdentifiedUpdate) => readonly string[],
): readonly Place[] {
  return updates.flatMap((update) =>
    bindingsOf(update).map((bindingId) => ({ recordId: update.recordId, bindingId })),
  );
}

/** A list of places to go by: the tenant stands in it, so that the planner does not take the table for small. */
function listed(tenantId: string, places: readonly Place[]): SQL {
  const json = JSON.stringify(places, ['recordId', 'bindingId', 'externalId']);
  return sql`listed AS MATERIALIZED (
    SELECT ${tenantId}::uuid AS tenant_id, "recordId", "bindingId", "externalId"
    FROM jsonb_to_recordset(${json}::jsonb)
      AS l("recordId" uuid, "bindingId" uuid, "externalId" text))`;
}
