import type { SignedEntry } from '../../src/audit/audit-log.ts';
import { must } from '../../src/errors/assert.ts';
import { ChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { BaseUpdate } from '../../src/model/base-update.ts';
import type { IdentifiedConflict, IdentifiedProblem } from '../../src/model/change.ts';
import type { PartitionPlan } from '../../src/model/plan.ts';
import type {
  FetchWindow,
  PlanSummary,
  RunEnding,
  RunFailure,
  RunGoal,
  RunStep,
  RunTotals,
} from '../../src/model/run.ts';
import type { KnownColumn } from '../../src/model/shape-change.ts';
import type { StagedRow } from '../../src/model/staged-row.ts';
import type { WriteOutcome } from '../../src/model/write.ts';
import type {
  ClassifiedRow,
  KeyRecord,
  RecordRow,
  RelatedKey,
  RunBinding,
  RunRef,
  RunStore,
  UnrelatedPage,
} from '../../src/sync/run-store.ts';
import { advanceBase } from './memory-base.ts';
import * as findings from './memory-findings.ts';
import { stageGoals } from './memory-goals.ts';
import { linkMovedKeys } from './memory-moved-keys.ts';
import { readPartition, readUnclaimed, readUnidentified } from './memory-partition.ts';
import * as plans from './memory-plan.ts';
import { beginStep, endRun, endStep, readTotals } from './memory-progress.ts';
import { findKeys, listOrphaned } from './memory-related.ts';
import * as staging from './memory-staging.ts';
import { MemoryRegistry, MemoryRun, type MemoryState } from './memory-state.ts';
import * as unchanged from './memory-unchanged.ts';

/** The state of a run in memory, with the semantics of the state database and no I/O: an operation is done at once. */
export class MemoryRunStore implements RunStore {
  private readonly state: MemoryState;
  private readonly ref: RunRef;
  private readonly bindings: readonly RunBinding[];
  private readonly now: () => Date;
  /** What is not of this tenant is as good as empty. */
  private readonly registry: MemoryRegistry;
  private readonly run: MemoryRun;

  constructor(state: MemoryState, ref: RunRef, bindings: readonly RunBinding[], now: () => Date) {
    this.state = state;
    this.ref = ref;
    this.bindings = bindings;
    this.now = now;
    const { runId, registryId } = ref;
    this.registry = state.registries.get(registryId) ?? new MemoryRegistry(bindings);
    this.run = state.runs.get(runId) ?? new MemoryRun(runId, registryId);
  }

  async holdsFence() {
    const known = this.state.registries.get(this.ref.registryId);
    return known !== undefined && known.fence === this.ref.fence;
  }

  async append(entries: readonly SignedEntry[]) {
    for (const entry of entries) {
      if (!this.state.entries.has(entry.id)) this.state.entries.set(entry.id, entry);
    }
  }

  async beginStep(step: RunStep) {
    beginStep(this.run, step, this.now());
  }

  async endStep(step: RunStep, counts: Readonly<Record<string, number>>) {
    endStep(this.run, step, counts, 'done', this.now());
  }

  async countRequests(requests: Map<string, number>) {
    const counted = this.run.requests;
    for (const [name, count] of requests) counted[name] = (counted[name] ?? 0) + count;
    requests.clear();
  }

  async rememberShapes(shapes: Readonly<Record<string, readonly KnownColumn[]>>) {
    await this.requireFence();
    for (const [name, columns] of Object.entries(shapes)) {
      this.registry.binding(this.idOf(name)).shape = columns;
    }
  }

  async clear() {
    await this.requireFence();
    this.run.clearStaged();
    this.run.writes.clear();
    this.run.planned.clear();
  }

  async stageRows(binding: string, page: readonly StagedRow[]) {
    await this.requireFence();
    staging.stageRows(this.run, this.idOf(binding), page);
  }

  async unstageRows(binding: string) {
    await this.requireFence();
    this.run.observedBy(this.idOf(binding)).clear();
  }

  async hasUnknownRows(binding: string, key: readonly string[]) {
    return unchanged.hasUnknownRows(this.registry, this.run, this.bindingOf(binding), key);
  }

  async listUnproven(
    binding: string,
    fields: readonly string[],
    after: string | null,
    limit: number,
  ) {
    const { registry, run } = this;
    return unchanged.listUnproven(registry, run, this.idOf(binding), fields, after, limit);
  }

  async stageUnchanged(binding: string, fields: readonly string[]) {
    await this.requireFence();
    return unchanged.stageUnchanged(this.registry, this.run, this.idOf(binding), fields);
  }

  async saveFetched(fetched: Readonly<Record<string, FetchWindow>>) {
    await this.requireFence();
    const byId = Object.entries(fetched).map(([name, window]) => [this.idOf(name), window]);
    this.run.fetched = Object.fromEntries(byId);
  }

  async stageGoals(goal: RunGoal) {
    await this.requireFence();
    return stageGoals(this.registry, this.run, goal);
  }

  async linkRows() {
    await this.requireFence();
    staging.linkRows(this.registry, this.run, this.bindings);
  }

  async linkMovedKeys() {
    await this.requireFence();
    linkMovedKeys(this.registry, this.run, this.bindings);
  }

  async linkReturned() {
    await this.requireFence();
    staging.linkReturned(this.registry, this.run, this.bindings);
  }

  async listNewKeys(limit: number) {
    return staging.listNewKeys(this.run, limit);
  }

  async findTakenIds(ids: readonly string[]) {
    const registries = [...this.state.registries.values()];
    return new Set(ids.filter((id) => registries.some(({ records }) => records.has(id))));
  }

  async assignRecords(assigned: readonly KeyRecord[]) {
    await this.requireFence();
    staging.assignRecords(this.run, assigned);
  }

  async listAbsent(binding: string, limit: number) {
    return staging.listAbsent(this.registry, this.run, this.bindingOf(binding), limit);
  }

  async readUnclaimed(binding: string) {
    return readUnclaimed(this.run, this.idOf(binding));
  }

  async stageAbsences(binding: string, absent: readonly ClassifiedRow[]) {
    await this.requireFence();
    const classified = this.run.absentFrom(this.idOf(binding));
    for (const row of absent) classified.set(row.recordId, row);
  }

  async listKeyMoves(limit: number) {
    return staging.listKeyMoves(this.registry, this.run, limit);
  }

  async chooseCandidates(partitionSize: number, together: readonly (readonly string[])[] = []) {
    await this.requireFence();
    const { registry, run, bindings } = this;
    return staging.chooseCandidates(registry, run, bindings, partitionSize, together);
  }

  async readPartition(partition: number) {
    return readPartition(this.registry, this.run, this.bindings, partition);
  }

  async readUnidentified() {
    return readUnidentified(this.run, this.bindings);
  }

  async savePlan(partition: number, plan: PartitionPlan) {
    await this.requireFence();
    findings.reportProblems(this.registry, this.ref.runId, plan.problems);
    findings.reportConflicts(this.registry, this.ref.runId, plan.conflicts);
    plans.savePlan(this.run, partition, plan, (binding) => this.idOf(binding));
  }

  async sumUp(): Promise<RunTotals> {
    await this.requireFence();
    findings.closeUnseen(this.registry, this.ref.runId);
    return readTotals(this.registry, this.run, this.bindings);
  }

  async findKeys(registry: string, keyHashes: readonly string[]) {
    return findKeys(this.state, this.run, registry, keyHashes);
  }

  async listOrphaned(to: RelatedKey, limit: number) {
    return listOrphaned(this.state, this.run, to, limit);
  }

  async saveSummary(summary: PlanSummary) {
    await this.requireFence();
    Object.assign(this.run.facts, summary);
  }

  async takeWrites(binding: string, limit: number) {
    const writes = plans.openWrites(this.run, binding).slice(0, limit);
    if (writes.length > 0) await this.requireFence();
    return plans.attempt(writes);
  }

  async saveOutcomes(outcomes: readonly WriteOutcome[]) {
    plans.saveOutcomes(this.run, outcomes);
  }

  async takeUnrelated(binding: string, { fields, after, limit }: UnrelatedPage) {
    const found = plans.unrelatedWrites(this.run, binding, fields, after).slice(0, limit);
    if (found.length > 0) await this.requireFence();
    return found;
  }

  async failOpenWrites(binding: string, failure: RunFailure) {
    await this.requireFence();
    plans.failOpenWrites(this.run, binding, failure);
  }

  async countPartitions() {
    return plans.countPartitions(this.run);
  }

  async readPlan(partition: number) {
    return plans.readPlan(this.run, partition);
  }

  async saveDecided(decided: readonly IdentifiedConflict[]) {
    await this.requireFence();
    findings.saveDecided(this.registry, this.ref.runId, decided);
  }

  async advanceBase(updates: readonly BaseUpdate[]) {
    await this.requireFence();
    const bindingOf = (name: string) => this.registry.binding(this.idOf(name));
    advanceBase(this.registry, this.ref.runId, updates, this.now(), bindingOf);
  }

  async reportRejected(rejected: readonly IdentifiedProblem[], untold: readonly RecordRow[]) {
    await this.requireFence();
    const { runId } = this.ref;
    findings.reportProblems(this.registry, runId, rejected, true);
    findings.keepRejected(this.registry, runId, untold);
  }

  async endRun(ending: RunEnding) {
    await this.requireFence();
    endRun(this.registry, this.run, ending, this.now());
  }

  private async requireFence(): Promise<void> {
    if (await this.holdsFence()) return;
    throw new ChittySyncError('CS_FENCED', 'another run took over this registry');
  }

  private idOf(binding: string): string {
    return this.bindingOf(binding).id;
  }

  private bindingOf(binding: string): RunBinding {
    const found = this.bindings.find(({ name }) => name === binding);
    return must(found, `"${binding}" is a binding of the registry`);
  }
}
