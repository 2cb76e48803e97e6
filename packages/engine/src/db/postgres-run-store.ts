import type { SignedEntry } from '../audit/audit-log.ts';
import { must } from '../errors/assert.ts';
import type { BaseUpdate } from '../model/base-update.ts';
import type { IdentifiedConflict, IdentifiedProblem } from '../model/change.ts';
import type { PartitionPlan } from '../model/plan.ts';
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
import type {
  ClassifiedRow,
  KeyRecord,
  RecordRow,
  RelatedKey,
  RunBinding,
  RunRef,
  RunStore,
  UnrelatedPage,
} from '../sync/run-store.ts';
import { insertEntries } from './audit-store.ts';
import { advanceBase } from './base-store.ts';
import type { Database, TenantDatabase } from './database.ts';
import { endRun } from './end-run.ts';
import * as findings from './findings-store.ts';
import { stageGoals } from './goal-store.ts';
import { listKeyMoves, restoreKeys } from './key-moves.ts';
import { linkMovedKeys, movableKeys } from './moved-keys.ts';
import * as partitions from './partition-reader.ts';
import * as plans from './plan-store.ts';
import * as links from './record-links.ts';
import { readTotals } from './registry-totals.ts';
import * as related from './related-records.ts';
import { fenced, holdsFence, requireFence } from './run-fence.ts';
import * as progress from './run-progress.ts';
import { savePlan } from './save-plan.ts';
import * as staging from './staging-store.ts';
import * as unchanged from './unchanged-rows.ts';

/**
 * The state of a run in the state database. Every change looks at the fence first; writes are marked and the
 * base is advanced in statements that name the fence themselves, so that nothing comes in between.
 */
export class PostgresRunStore implements RunStore {
  private readonly state: TenantDatabase;
  private readonly run: RunRef;
  private readonly bindings: readonly RunBinding[];

  /** `bindings`: all of the registry, in its order. A store that only ends a run needs none. */
  constructor(db: Database, run: RunRef, bindings: readonly RunBinding[] = []) {
    this.state = { db, tenantId: run.tenantId };
    this.run = run;
    this.bindings = bindings;
  }

  holdsFence() {
    return holdsFence(this.state.db, this.run);
  }

  append(entries: readonly SignedEntry[]) {
    return insertEntries(this.state, entries);
  }

  beginStep(step: RunStep) {
    return progress.beginStep(this.state, this.run.runId, step);
  }

  endStep(step: RunStep, counts: Readonly<Record<string, number>>) {
    return progress.endStep(this.state, this.run.runId, step, counts);
  }

  countRequests(requests: Map<string, number>) {
    return progress.flushRequests(this.state, this.run.runId, requests);
  }

  async rememberShapes(shapes: Readonly<Record<string, readonly KnownColumn[]>>) {
    await this.requireFence();
    const byId = Object.entries(shapes).map(([name, columns]) => [this.idOf(name), columns]);
    await progress.rememberShapes(this.state, this.run.registryId, Object.fromEntries(byId));
  }

  async clear() {
    await this.requireFence();
    await staging.clearStaging(this.state, this.run.runId);
  }

  async stageRows(binding: string, page: readonly StagedRow[]) {
    await this.requireFence();
    await staging.stageRows(this.state, this.run.runId, this.idOf(binding), page);
  }

  async unstageRows(binding: string) {
    await this.requireFence();
    await unchanged.unstageRows(this.state, this.run.runId, this.idOf(binding));
  }

  hasUnknownRows(binding: string, key: readonly string[]) {
    return unchanged.hasUnknownRows(this.state, this.run, this.idOf(binding), key);
  }

  listUnproven(binding: string, fields: readonly string[], after: string | null, limit: number) {
    const id = this.idOf(binding);
    return unchanged.listUnproven(this.state, this.run, id, fields, after, limit);
  }

  async stageUnchanged(binding: string, fields: readonly string[]) {
    await this.requireFence();
    return unchanged.stageUnchanged(this.state, this.run, this.idOf(binding), fields);
  }

  async saveFetched(fetched: Readonly<Record<string, FetchWindow>>) {
    await this.requireFence();
    const byId = Object.entries(fetched).map(([name, window]) => [this.idOf(name), window]);
    const changes = { fetched: Object.fromEntries(byId) };
    await progress.updateRun(this.state, this.run.runId, changes);
  }

  async stageGoals(goal: RunGoal) {
    await this.requireFence();
    return stageGoals(this.state, this.run, goal);
  }

  async linkRows() {
    await this.requireFence();
    const { runId, registryId } = this.run;
    await restoreKeys(this.state, this.run);
    await links.linkObservations(this.state, runId, registryId, this.moved());
  }

  async linkMovedKeys() {
    await this.requireFence();
    const { runId, registryId } = this.run;
    await linkMovedKeys(this.state, runId, registryId, movableKeys(this.bindings));
  }

  async linkReturned() {
    await this.requireFence();
    await links.linkReturned(this.state, this.run.runId, this.moved());
  }

  listNewKeys(limit: number) {
    return links.listNewKeys(this.state, this.run.runId, limit);
  }

  findTakenIds(ids: readonly string[]) {
    return links.findTakenIds(this.state, ids);
  }

  async assignRecords(assigned: readonly KeyRecord[]) {
    await this.requireFence();
    await links.assignRecords(this.state, this.run.runId, assigned);
  }

  listAbsent(binding: string, limit: number) {
    return staging.listAbsent(this.state, this.run.runId, this.bindingOf(binding), limit);
  }

  readUnclaimed(binding: string) {
    return partitions.readUnclaimed(this.state, this.run, this.idOf(binding));
  }

  async stageAbsences(binding: string, absent: readonly ClassifiedRow[]) {
    await this.requireFence();
    await staging.stageAbsences(this.state, this.run.runId, this.idOf(binding), absent);
  }

  listKeyMoves(limit: number) {
    return listKeyMoves(this.state, this.run, limit);
  }

  async chooseCandidates(partitionSize: number, together: readonly (readonly string[])[] = []) {
    await this.requireFence();
    const { runId, registryId } = this.run;
    const { state, bindings } = this;
    return staging.chooseCandidates(state, runId, registryId, bindings, partitionSize, together);
  }

  readPartition(partition: number) {
    return partitions.readPartition(this.state, {
      ...this.run,
      bindings: this.bindings,
      partition,
    });
  }

  readUnidentified() {
    return partitions.readUnidentified(this.state, { ...this.run, bindings: this.bindings });
  }

  async savePlan(partition: number, plan: PartitionPlan) {
    await this.requireFence();
    await savePlan(this.state, this.run, partition, plan, (binding) => this.idOf(binding));
  }

  async sumUp(): Promise<RunTotals> {
    await this.requireFence();
    await findings.closeUnseen(this.state, this.run);
    const found = await findings.countFindings(this.state, this.run);
    return { ...found, ...(await readTotals(this.state, this.run, this.bindings)) };
  }

  findKeys(registry: string, keyHashes: readonly string[]) {
    return related.findKeys(this.state, this.run, registry, keyHashes);
  }

  listOrphaned(to: RelatedKey, limit: number) {
    return related.listOrphaned(this.state, this.run, to, limit);
  }

  async saveSummary(summary: PlanSummary) {
    await this.requireFence();
    await progress.updateRun(this.state, this.run.runId, summary);
  }

  async takeWrites(binding: string, limit: number): Promise<readonly RowWrite[]> {
    const { runId } = this.run;
    const writes = await plans.nextWrites(this.state, runId, this.idOf(binding), limit);
    if (writes.length === 0) return writes;
    const ids = writes.map(({ id }) => id);
    if (!(await plans.markAttempted(this.state, this.run, ids))) throw fenced();
    return writes;
  }

  saveOutcomes(outcomes: readonly WriteOutcome[]) {
    return plans.saveOutcomes(this.state, this.run.runId, outcomes);
  }

  async takeUnrelated(binding: string, page: UnrelatedPage) {
    const { runId } = this.run;
    const found = await plans.unrelatedWrites(this.state, runId, this.idOf(binding), page);
    if (found.length > 0) await this.requireFence();
    return found;
  }

  async failOpenWrites(binding: string, failure: RunFailure) {
    await this.requireFence();
    await plans.failOpenWrites(this.state, this.run.runId, this.idOf(binding), failure);
  }

  countPartitions() {
    return plans.countPartitions(this.state, this.run.runId);
  }

  readPlan(partition: number) {
    return plans.readPartitionPlan(this.state, this.run.runId, partition);
  }

  async saveDecided(decided: readonly IdentifiedConflict[]) {
    await this.requireFence();
    await findings.recordDecided(this.state, this.run, decided);
  }

  async advanceBase(updates: readonly BaseUpdate[]) {
    await this.requireFence();
    await advanceBase(this.state, this.run, updates, (binding) => this.idOf(binding));
    // A fence that was lost on the way left the rest undone.
    await this.requireFence();
  }

  async reportRejected(rejected: readonly IdentifiedProblem[], untold: readonly RecordRow[]) {
    await this.requireFence();
    const located = <T extends { readonly binding: string }>(rows: readonly T[]) =>
      rows.map((row) => ({ ...row, bindingId: this.idOf(row.binding) }));
    await findings.reportProblems(this.state, this.run, located(rejected), true);
    await findings.keepRejected(this.state, this.run, located(untold));
  }

  async endRun(ending: RunEnding) {
    await this.requireFence();
    await endRun(this.state, this.run, ending);
  }

  private requireFence() {
    return requireFence(this.state.db, this.run);
  }

  private idOf(binding: string): string {
    return this.bindingOf(binding).id;
  }

  private bindingOf(binding: string): RunBinding {
    const found = this.bindings.find(({ name }) => name === binding);
    return must(found, `"${binding}" is a binding of the registry`);
  }

  private moved(): string[] {
    return this.bindings.filter(({ moved }) => moved).map(({ id }) => id);
  }
}
