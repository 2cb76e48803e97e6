import { type SQL, sql } from 'drizzle-orm';
import type { Cells } from '../model/cell.ts';
import type { CellProblem, ObservedRow } from '../model/observed-row.ts';
import type { CellDoubts, RecordView, Resolution } from '../model/record-view.ts';
import type { RowPresence } from '../model/row-presence.ts';
import { type KnownRow, rowView, type SeenRow } from '../model/row-view.ts';
import type { RunBinding } from '../sync/run-store.ts';
import type { TenantDatabase } from './database.ts';
import { readGoals } from './goal-store.ts';
import { isoTime } from './iso-time.ts';
import { queryRows } from './query-rows.ts';
import { unestimated, unestimatedIds } from './unestimated.ts';

interface BaseRow {
  id: string;
  status: 'live' | 'deleted';
  cells: Cells;
  version: number;
}

interface LinkRow {
  record_id: string;
  binding_id: string;
  external_id: string;
  shown: Cells;
  doubts: CellDoubts | null;
  missed: boolean;
  state: KnownRow['state'];
}

interface ObservationRow {
  record_id: string | null;
  binding_id: string;
  position: number;
  external_id: string | null;
  cells: Cells;
  problems: readonly CellProblem[];
  edited_from: string | null;
  edited_to: string | null;
  remembered: boolean;
  key_taken: boolean;
  key_holder: string | null;
}

interface ResolutionRow extends Resolution {
  record_id: string;
  field: string;
}

export interface PartitionQuery {
  readonly runId: string;
  readonly registryId: string;
  readonly partition: number;
  /** In the registry's order. */
  readonly bindings: readonly RunBinding[];
}

/** Loads all that is known of one partition's records. Memory is bounded by the partition's size. */
export async function readPartition(
  state: TenantDatabase,
  query: PartitionQuery,
): Promise<readonly RecordView[]> {
  const { db, tenantId } = state;
  const { runId, partition } = query;
  const chosen = sql`SELECT record_id FROM chittysync.candidates
    WHERE run_id = ${runId} AND tenant_id = ${tenantId} AND partition = ${partition}`;
  const [ids, bases, goals, links, observed, absent, resolutions] = await Promise.all([
    queryRows<{ record_id: string }>(db, sql`${chosen} ORDER BY record_id`),
    readBases(state, query, chosen),
    readGoals(state, query, chosen),
    readLinks(state, query, chosen),
    readObservations(
      state,
      query,
      sql`true`,
      each(
        chosen,
        sql`chittysync.observations t WHERE t.run_id = ${unestimated(runId)}
          AND t.record_id = c.record_id`,
        sql`o`,
      ),
    ),
    readAbsences(state, query, chosen),
    readResolutions(state, query, chosen),
  ]);
  const linksOf = Map.groupBy(links, (link) => link.record_id);
  const observedOf = Map.groupBy(observed, (row) => row.record_id ?? '');
  const absentOf = Map.groupBy(absent, (row) => row.record_id);
  const resolutionsOf = Map.groupBy(resolutions, (row) => row.record_id);
  const baseOf = new Map(bases.map((base) => [base.id, base]));
  return ids.map(({ record_id: recordId }) => ({
    recordId,
    ...lastBase(baseOf.get(recordId)),
    goal: goals.get(recordId) ?? null,
    resolutions: Object.fromEntries(
      (resolutionsOf.get(recordId) ?? []).map(({ field, value, seen }) => [field, { value, seen }]),
    ),
    rows: query.bindings.map(({ id, name, moved }) =>
      rowView(
        name,
        toKnown((linksOf.get(recordId) ?? []).find((link) => link.binding_id === id && !moved)),
        (observedOf.get(recordId) ?? []).filter((row) => row.binding_id === id).map(toSeen),
        absentOf.get(recordId)?.find((row) => row.binding_id === id)?.presence ?? null,
      ),
    ),
  }));
}

function lastBase(found: BaseRow | undefined): Pick<RecordView, 'base' | 'past'> {
  if (found === undefined) return { base: null, past: null };
  const { status, cells, version } = found;
  return status === 'live'
    ? { base: { cells, version }, past: null }
    : { base: null, past: { cells, version } };
}

type ReadQuery = Pick<PartitionQuery, 'runId' | 'registryId'>;

/**
 * What each chosen record has in a table, looked up record by record: `OFFSET 0` keeps the planner from a join, for
 * which it would take what was staged a moment ago for a single row.
 */
function each(chosen: SQL, found: SQL, as: SQL): SQL {
  return sql`(${chosen}) c CROSS JOIN LATERAL (SELECT t.* FROM ${found} OFFSET 0) ${as}`;
}

function readBases({ db, tenantId }: TenantDatabase, { registryId }: ReadQuery, chosen: SQL) {
  return queryRows<BaseRow>(
    db,
    sql`SELECT r.id, r.status, r.cells, r.version FROM ${each(
      chosen,
      sql`chittysync.records t WHERE t.tenant_id = ${tenantId} AND t.registry_id = ${registryId}
        AND t.id = c.record_id`,
      sql`r`,
    )}`,
  );
}

function readLinks(
  { db, tenantId }: TenantDatabase,
  { registryId, bindings }: Pick<PartitionQuery, 'registryId' | 'bindings'>,
  chosen: SQL,
) {
  return queryRows<LinkRow>(
    db,
    sql`SELECT r.record_id, r.binding_id, r.external_id, r.shown, r.doubts, r.missed, r.state FROM ${each(
      chosen,
      sql`chittysync.rows t WHERE t.tenant_id = ${tenantId} AND t.registry_id = ${registryId}
        AND t.binding_id = ANY(${idsOf(bindings)}) AND t.record_id = c.record_id`,
      sql`r`,
    )}`,
  );
}

function readAbsences(
  { db, tenantId }: TenantDatabase,
  { runId, bindings }: Pick<PartitionQuery, 'runId' | 'bindings'>,
  chosen: SQL,
) {
  return queryRows<{ record_id: string; binding_id: string; presence: RowPresence }>(
    db,
    sql`SELECT a.record_id, a.binding_id, a.presence FROM ${each(
      chosen,
      sql`chittysync.absences t WHERE t.tenant_id = ${tenantId} AND t.run_id = ${runId}
        AND t.binding_id = ANY(${idsOf(bindings)}) AND t.record_id = c.record_id`,
      sql`a`,
    )}`,
  );
}

function readResolutions({ db, tenantId }: TenantDatabase, { registryId }: ReadQuery, chosen: SQL) {
  return queryRows<ResolutionRow>(
    db,
    sql`SELECT o.record_id, o.field, o.resolution->'value' AS value, o.candidates AS seen FROM ${each(
      chosen,
      sql`chittysync.conflicts t WHERE t.tenant_id = ${tenantId} AND t.registry_id = ${registryId}
        AND t.status = 'open' AND t.resolution IS NOT NULL AND t.record_id = c.record_id`,
      sql`o`,
    )}`,
  );
}

function idsOf(bindings: readonly RunBinding[]): SQL {
  return unestimatedIds(bindings.map(({ id }) => id));
}

/** Rows without a complete key that no link knows: nothing can be matched to them. */
export async function readUnidentified(
  state: TenantDatabase,
  query: Omit<PartitionQuery, 'partition'>,
): Promise<readonly { readonly binding: string; readonly row: ObservedRow }[]> {
  const found = await readObservations(state, query, sql`o.record_id IS NULL`);
  return found.flatMap((row) => {
    const binding = query.bindings.find(({ id }) => id === row.binding_id);
    return binding === undefined ? [] : [{ binding: binding.name, row: toObserved(row) }];
  });
}

/** Rows of a binding without record, or with the identity of another row: any of them may be a row that is absent. */
export async function readUnclaimed(
  state: TenantDatabase,
  run: Pick<PartitionQuery, 'runId' | 'registryId'>,
  bindingId: string,
): Promise<readonly ObservedRow[]> {
  const found = await readObservations(
    state,
    run,
    sql`o.binding_id = ${bindingId} AND (o.record_id IS NULL OR o.external_id IN (
      SELECT external_id FROM chittysync.observations
      WHERE run_id = ${run.runId} AND binding_id = ${bindingId}
      GROUP BY external_id HAVING count(*) > 1))`,
  );
  return found.map(toObserved);
}

function readObservations(
  { db, tenantId }: TenantDatabase,
  { runId, registryId }: ReadQuery,
  which: SQL,
  from = sql`chittysync.observations o`,
): Promise<readonly ObservationRow[]> {
  return queryRows<ObservationRow>(
    db,
    sql`SELECT o.record_id, o.binding_id, o.position, o.external_id, o.cells, o.problems,
               o.edited_from, o.edited_to, o.remembered,
               EXISTS (SELECT 1 FROM chittysync.records other
                 WHERE other.tenant_id = ${tenantId} AND other.registry_id = ${registryId}
                   AND other.status = 'live' AND other.key_hash = o.key_hash
                   AND other.id <> o.record_id)
               OR (EXISTS (SELECT 1 FROM chittysync.observations other
                 WHERE other.tenant_id = ${tenantId} AND other.run_id = ${unestimated(runId)}
                   AND other.key_hash = o.key_hash AND other.record_id <> o.record_id)
                 AND NOT EXISTS (SELECT 1 FROM chittysync.records own
                   WHERE own.tenant_id = ${tenantId} AND own.id = o.record_id
                     AND own.status = 'live' AND own.key_hash = o.key_hash)) AS key_taken,
               ${keyHolder(tenantId, { runId, registryId })} AS key_holder
        FROM ${from}
        WHERE o.tenant_id = ${tenantId} AND o.run_id = ${runId} AND ${which}
        ORDER BY o.binding_id, o.position`,
  );
}

/** The other live record that has an observed row's key, unless a third record shows that key too. */
function keyHolder(tenantId: string, { runId, registryId }: ReadQuery): SQL {
  return sql`(SELECT holder.id FROM chittysync.records holder
    WHERE holder.tenant_id = ${tenantId} AND holder.registry_id = ${registryId}
      AND holder.status = 'live' AND holder.key_hash = o.key_hash AND holder.id <> o.record_id
      AND NOT EXISTS (SELECT 1 FROM chittysync.observations third
        WHERE third.tenant_id = ${tenantId} AND third.run_id = ${unestimated(runId)}
          AND third.key_hash = o.key_hash AND third.record_id NOT IN (o.record_id, holder.id)))`;
}

function toKnown(link: LinkRow | undefined): KnownRow | null {
  if (link === undefined) return null;
  const { external_id: externalId, shown, doubts, missed, state } = link;
  return { externalId, shown, doubts, missed, state };
}

function toSeen(row: ObservationRow): SeenRow {
  return { row: toObserved(row), keyTaken: row.key_taken, keyHolder: row.key_holder };
}

function toObserved(row: ObservationRow): ObservedRow {
  const { edited_from: from, edited_to: to } = row;
  return {
    externalId: row.external_id,
    position: row.position,
    cells: row.cells,
    problems: row.problems,
    edited:
      from === null || to === null ? null : { from: milliseconds(from), to: milliseconds(to) },
    ...(row.remembered ? { remembered: true } : {}),
  };
}

/** ISO 8601 with exactly three digits, so that times compare as text. */
function milliseconds(time: string): string {
  return new Date(isoTime(time)).toISOString();
}
