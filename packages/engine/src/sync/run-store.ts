import type { AuditLog } from '../audit/audit-log.ts';
import type { BaseUpdate } from '../model/base-update.ts';
import type { IdentifiedConflict } from '../model/change.ts';
import type { ObservedRow } from '../model/observed-row.ts';
import type { PartitionPlan, PlannedRecord } from '../model/plan.ts';
import type { RecordView } from '../model/record-view.ts';
import type { RowPresence } from '../model/row-presence.ts';
import type {
  FetchWindow,
  PlanSummary,
  RunEnding,
  RunFailure,
  RunStep,
  RunTotals,
} from '../model/run.ts';
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

  // 1 fetch

  /** Removes what an earlier attempt of the run staged or planned. */
  clear(): Promise<void>;
  /** Stages one page of a binding. A row at a position that is staged already replaces it. */
  stageRows(binding: string, page: readonly StagedRow[]): Promise<void>;
  /** Notes when and where each binding was read; `endRun` takes it over for the next run. */
  saveFetched(fetched: Readonly<Record<string, FetchWindow>>): Promise<void>;

  // 2 diff

  /**
   * Gives the staged rows their records: by the row's identity where it is linked, else by the key of a live
   * record. Links of bindings that moved are not used. A row that has its record keeps it.
   */
  linkRows(): Promise<void>;
  /** Keys of staged rows without record, each once, in order; at most `limit`. */
  listNewKeys(limit: number): Promise<readonly string[]>;
  /** Which of the ids belong to records of the tenant already, live or deleted. */
  findTakenIds(ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Gives all staged rows of a key without record their record, whichever binding they are of. */
  assignRecords(assigned: readonly KeyRecord[]): Promise<void>;
  /** Linked rows of a binding that were not staged and are not classified yet, by record; at most `limit`. */
  listAbsent(binding: string, limit: number): Promise<readonly AbsentRow[]>;
  /** Notes where absent rows are. A row that is classified already is classified anew. */
  stageAbsences(binding: string, absent: readonly ClassifiedRow[]): Promise<void>;
  /**
   * Chooses the records that may have changed, in place of an earlier choice, and cuts them into partitions in the
   * order of their ids: rows that differ from what they showed, absent rows, live records that are unsettled or
   * that a binding lacks, open conflicts.
   */
  chooseCandidates(
    partitionSize: number,
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
  /** Closes problems and conflicts that this run did not see, and adds up what is there. */
  sumUp(): Promise<RunTotals>;
  saveSummary(summary: PlanSummary): Promise<void>;

  // 6 apply

  /**
   * The next writes of a binding that have no outcome, in plan order (deletes, which free keys, then updates, then
   * creates), at most `limit`. They are marked attempted before they are returned; `attempted` tells whether
   * they had been before.
   */
  takeWrites(binding: string, limit: number): Promise<readonly RowWrite[]>;
  saveOutcomes(outcomes: readonly WriteOutcome[]): Promise<void>;
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
   * the new shown. Deleted records keep their id and free their key. A record whose base has another version
   * than the update was made from is left as it is.
   * @throws when two live records would have one key, or two records one row
   */
  advanceBase(updates: readonly BaseUpdate[]): Promise<void>;

  /**
   * Ends the run and removes what it staged; its plan stays.
   * - previewed: the steps after preview were skipped.
   * - halted: the registry is blocked by this run.
   * - succeeded, partial: when and where the bindings were read is remembered, open problems are known.
   * - failed: whichever step was running failed.
   */
  endRun(ending: RunEnding): Promise<void>;
}

export interface KeyRecord {
  readonly keyHash: string;
  readonly recordId: string;
}

export interface AbsentRow {
  readonly recordId: string;
  readonly externalId: string;
}

export interface ClassifiedRow extends AbsentRow {
  readonly presence: RowPresence;
}
