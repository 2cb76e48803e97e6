import type { AuditLog } from '../audit/audit-log.ts';
import type { BaseUpdate } from '../model/base-update.ts';
import type { Cells } from '../model/cell.ts';
import type { IdentifiedConflict, IdentifiedProblem } from '../model/change.ts';
import type { UnrelatedWrite } from '../model/left-out.ts';
import type { ObservedRow } from '../model/observed-row.ts';
import type { OrphanedRelations } from '../model/orphaned-relation.ts';
import type { PartitionPlan, PlannedRecord } from '../model/plan.ts';
import type { RecordView } from '../model/record-view.ts';
import type { RowPresence } from '../model/row-presence.ts';
import type {
  FetchWindow,
  PlanSummary,
  RunEnding,
  RunFailure,
  RunGoal,
  RunStep,
  RunTotals,
} from '../model/run.ts';
import type { KnownColumn } from '../model/shape-change.ts';
import type { StagedRow } from '../model/staged-row.ts';
import type { RowWrite, WriteOutcome } from '../model/write.ts';

/** Which run, of which registry. The fence is the number under which the run was claimed. */
export interface RunRef {
  readonly runId: string;
  readonly tenantId: string;
  readonly registryId: string;
  readonly fence: number;
}

/** A binding as a store must know it. */
export interface RunBinding {
  readonly id: string;
  readonly name: string;
  /** Its links describe another place: they are not used. */
  readonly moved: boolean;
  /** Rows have an identity of their own; else their key is it, and people may move it, copy it or clear it. */
  readonly stableRowIds: boolean;
}

/**
 * All state that the pipeline reads and changes: of one run, under one fence, so that no operation names them.
 * Bindings are named as in the registry. Three rules hold for every operation that does not say otherwise:
 * - Repeated with the same arguments, it changes nothing more.
 * - Once another run holds the registry's fence it throws CS_FENCED and changes nothing. What tells of acts
 *   that took place (outcomes, requests, progress, the audit log) is kept all the same; reading is free.
 * - Nothing of another tenant is seen or changed.
 */
export interface RunStore extends AuditLog {
  /** Whether the run may still change anything. */
  holdsFence(): Promise<boolean>;

  // Progress

  /** Notes that a step began; the first beginning counts. */
  beginStep(step: RunStep): Promise<void>;
  /** Notes that a step is done, with its counts of now. */
  endStep(step: RunStep, counts: Readonly<Record<string, number>>): Promise<void>;
  /** Moves the counts, by binding, into the run's counters: the given map is empty afterwards. Adds when repeated. */
  countRequests(requests: Map<string, number>): Promise<void>;

  /** Remembers the columns of bindings as accepted, each in place of what was remembered of that binding. */
  rememberShapes(shapes: Readonly<Record<string, readonly KnownColumn[]>>): Promise<void>;

  // 1 fetch

  /** Removes what an earlier attempt of the run staged or planned. */
  clear(): Promise<void>;
  /** Stages one page of a binding. A row at a position that is staged already replaces it. */
  stageRows(binding: string, page: readonly StagedRow[]): Promise<void>;
  /** Removes what was staged of a binding. */
  unstageRows(binding: string): Promise<void>;
  /**
   * Whether a row of a binding may matter that neither its links nor its staged rows tell of: one with a problem that
   * is no live record's (but for rows without key elsewhere, which no row is matched with), or that is about all of a row
   * or its key; that of an unsettled record without a row here. So it is too where a staged row has no key, or one that
   * another row of the binding has.
   */
  hasUnknownRows(binding: string, key: readonly string[]): Promise<boolean>;
  /**
   * Linked rows and given up ones that were not staged, and of which it is not known for certain that they show what
   * they showed last: their record is not settled, or has an open conflict or problem; the row is doubted or missed a
   * change, or showed other fields than these, or another key than its record's. By identity, at most `limit`.
   */
  listUnproven(
    binding: string,
    fields: readonly string[],
    after: string | null,
    limit: number,
  ): Promise<readonly UnprovenRow[]>;
  /** Stages the other linked rows that were not staged, as they were last shown. Returns their number. */
  stageUnchanged(binding: string, fields: readonly string[]): Promise<number>;
  /** Notes when and where each binding was read; `endRun` takes it over for the next run. */
  saveFetched(fetched: Readonly<Record<string, FetchWindow>>): Promise<void>;

  // 2 diff

  /**
   * Notes what an undo or a restore is to bring back, for `readPartition`: of every record whose state differs, how
   * it was and how it is expected to be now. Returns the number of records.
   */
  stageGoals(goal: RunGoal): Promise<number>;
  /**
   * Gives the staged rows their records: by the row's identity where it is linked, else by the key of a live
   * record. Links of bindings that moved are not used. A row that has its record keeps it.
   */
  linkRows(): Promise<void>;
  /**
   * Finds rows again whose key was changed or cleared, in bindings that did not move and whose rows have no
   * identity but the key. A staged row without record gets the record of a linked row that was not staged if both
   * have the same content and no other of either kind has it; where several have it, none is linked.
   */
  linkMovedKeys(): Promise<void>;
  /**
   * After `linkMovedKeys`: a staged row without record that is the tombstone of a deleted record brings that record
   * back, with all rows of its key; of several records that come back with one key, the first by id.
   */
  linkReturned(): Promise<void>;
  /** Keys of staged rows without record, each once, in order; at most `limit`. */
  listNewKeys(limit: number): Promise<readonly string[]>;
  /** Which of the ids belong to records of the tenant already, live or deleted. */
  findTakenIds(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Gives all staged rows of a key without record their record, whichever binding they are of. */
  assignRecords(assigned: readonly KeyRecord[]): Promise<void>;
  /**
   * Linked rows of a binding that were not staged and are not classified yet, and tombstones of records that come
   * back; by record, at most `limit`. Where rows have no identity but the key, a record that another row was
   * staged for is not absent.
   */
  listAbsent(binding: string, limit: number): Promise<readonly AbsentRow[]>;
  /** Staged rows of a binding without record, or with the identity of another row; by position. */
  readUnclaimed(binding: string): Promise<readonly ObservedRow[]>;
  /** Notes where absent rows are. A row that is classified already is classified anew. */
  stageAbsences(binding: string, absent: readonly ClassifiedRow[]): Promise<void>;
  /** Records that show the key of another live record, each with that one; by record and holder, at most `limit`. */
  listKeyMoves(limit: number): Promise<readonly KeyMove[]>;
  /**
   * Chooses the records that may have changed, in place of an earlier choice, and cuts them into partitions in the
   * order of their ids: rows that differ from what they showed, several with one key as their identity, absent
   * rows, live records that are unsettled or that a binding lacks, what is to be brought back, open conflicts. Each
   * group of `together` comes into the partition of its first, which may grow by it.
   */
  chooseCandidates(
    partitionSize: number,
    together?: readonly (readonly string[])[],
  ): Promise<{ readonly candidates: number; readonly partitions: number }>;

  // 3 to 5: validate, resolve, preview

  /** All that is known of one partition's records, by record id; each has one row per binding, in their order. */
  readPartition(partition: number): Promise<readonly RecordView[]>;
  /** Staged rows without record: no key, so nothing can be matched to them. By binding and position. */
  readUnidentified(): Promise<readonly { readonly binding: string; readonly row: ObservedRow }[]>;
  /**
   * Stores what was decided about a partition, in place of what was stored for it.
   * - A problem that is open already (same identity) is seen again, with its message and value of now; else it is
   *   opened. Of several with one identity the first counts.
   * - A conflict that is open already (same record and field) gets the candidates of now, and keeps a person's
   *   resolution only while these are the same. One that is decided is noted as seen, and stays open as yet.
   */
  savePlan(partition: number, plan: PartitionPlan): Promise<void>;
  /**
   * Closes problems and conflicts that this run did not see, but for problems of rejected writes, which no plan
   * sees; and adds up what is there.
   */
  sumUp(): Promise<RunTotals>;
  /**
   * Which of the keys (`keyHash`) are of live records of a registry of that name; of this run's own registry also
   * those of rows that it staged and knows the record of. Null where there is no such registry, or it is another one
   * without live records.
   */
  findKeys(registry: string, keyHashes: readonly string[]): Promise<ReadonlySet<string> | null>;
  /**
   * Relations to records that the stored plan deletes, of records that stay live: of this registry as they will be,
   * of others as they are. The first `limit` by registry and record.
   */
  listOrphaned(related: RelatedKey, limit: number): Promise<OrphanedRelations>;
  saveSummary(summary: PlanSummary): Promise<void>;

  // 6 apply

  /**
   * The next writes of a binding that have no outcome, in plan order (deletes, which free keys, then updates, then
   * creates), at most `limit`. They are marked attempted before they are returned; `attempted` tells whether
   * they had been before.
   */
  takeWrites(binding: string, limit: number): Promise<readonly RowWrite[]>;
  saveOutcomes(outcomes: readonly WriteOutcome[]): Promise<void>;
  /** Writes of a binding whose outcome left relations out (`leftOut`), in plan order; to be sent, so only under the fence. */
  takeUnrelated(binding: string, page: UnrelatedPage): Promise<readonly UnrelatedWrite[]>;
  /** Closes a binding's writes without outcome as failed: `UNKNOWN` where one was attempted, else the code. */
  failOpenWrites(binding: string, failure: RunFailure): Promise<void>;

  // 7 audit

  /** Partitions that hold planned records: one more than the last. */
  countPartitions(): Promise<number>;
  /**
   * A partition's records with the outcomes of their writes. A write without outcome failed: as `UNKNOWN` where it
   * was attempted, since it may have taken effect, else as `NOT_ATTEMPTED`.
   */
  readPlan(partition: number): Promise<readonly PlannedRecord[]>;
  /** Closes open conflicts by their decision; a decided one that is not open is added as resolved. */
  saveDecided(decided: readonly IdentifiedConflict[]): Promise<void>;

  // 8 verify

  /**
   * Makes confirmed records the base, with a version each in the record's history, and what their rows showed
   * the new shown. Deleted records keep their id and free their key; their rows become tombstones, until a row of
   * another record has the same identity. A record whose base has another version
   * than the update was made from is left as it is.
   * @throws when two live records would have one key, or two records one row
   */
  advanceBase(updates: readonly BaseUpdate[]): Promise<void>;

  /**
   * Opens problems of rejected writes (`REJECTED_WRITE`), or sees those again that are open: with their message and
   * value of now, and known, for they make no row newly invalid. Those of rows whose write came to nothing that
   * tells (`untold`) are seen again as they are.
   */
  reportRejected(
    rejected: readonly IdentifiedProblem[],
    untold: readonly RecordRow[],
  ): Promise<void>;

  /**
   * Ends the run and removes what it staged; its plan stays.
   * - previewed: the steps after preview were skipped.
   * - halted: the registry is blocked by this run.
   * - succeeded, partial: when and where the bindings were read is remembered, problems of rejected writes that it
   *   did not see are closed, open problems are known and are the run's count of problems.
   * - failed: whichever step was running failed.
   */
  endRun(ending: RunEnding): Promise<void>;
}

/** Writes behind the one with the id `after`, as far as they left out one of the fields. */
export interface UnrelatedPage {
  readonly fields: readonly string[];
  readonly after: string | null;
  readonly limit: number;
}

/** What relations to a registry name: its name, and the one field of its key. */
export interface RelatedKey {
  readonly registry: string;
  readonly key: string;
}

export interface KeyRecord {
  readonly keyHash: string;
  readonly recordId: string;
}

/** The row of a record in a binding, whether it is there or not. */
export interface RecordRow {
  readonly binding: string;
  readonly recordId: string;
}

/** A row that has to be read to know what it shows. */
export interface UnprovenRow {
  readonly externalId: string;
  /** The delete policy gave it up: it need not be there. */
  readonly isDetached: boolean;
}

/** A record of which a row shows the key of another. */
export interface KeyMove {
  readonly recordId: string;
  readonly holderId: string;
}

export interface AbsentRow {
  readonly recordId: string;
  readonly externalId: string;
  readonly shown: Cells;
}

export interface ClassifiedRow extends Pick<AbsentRow, 'recordId' | 'externalId'> {
  readonly presence: RowPresence;
}
