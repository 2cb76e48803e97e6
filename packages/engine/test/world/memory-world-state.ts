import type { AuditEntry } from '../../src/audit/format/audit-entry.ts';
import { must } from '../../src/errors/assert.ts';
import { ChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { ErrorCode } from '../../src/errors/codes.ts';
import type { Cell } from '../../src/model/cell.ts';
import type { Binding, Registry } from '../../src/model/registry.ts';
import { RUN_STEPS, type Run, type RunKind } from '../../src/model/run.ts';
import { standingPlan } from '../../src/model/standing-plan.ts';
import type { TableRef } from '../../src/model/system.ts';
import { openContext } from '../../src/sync/open-context.ts';
import type { RunBinding, RunRef } from '../../src/sync/run-store.ts';
import type { StepRunner } from '../../src/sync/step-runner.ts';
import { candidatesEqual } from './memory-findings.ts';
import { MemoryRunStore } from './memory-run-store.ts';
import { MemoryBinding, MemoryRegistry, MemoryRun, MemoryState } from './memory-state.ts';
import type { RunWish, WorldConflict, WorldParts, WorldState } from './world-state.ts';

/** A tenant whose state is in memory: nothing of a run waits for anything but systems that are not. */
export class MemoryWorldState implements WorldState {
  readonly tenantId: string;
  private readonly state: MemoryState;
  private readonly parts: WorldParts;

  constructor(parts: WorldParts) {
    this.parts = parts;
    this.tenantId = parts.newId();
    this.state = new MemoryState(this.tenantId);
  }

  async now(): Promise<Date> {
    return this.parts.now();
  }

  async addRegistry(registry: Omit<Registry, 'status'>): Promise<void> {
    this.state.configured.set(registry.id, { ...registry, status: 'draft' });
    this.state.registries.set(registry.id, new MemoryRegistry(registry.bindings));
    this.noteEdit(registry.id);
  }

  async rebind(registryId: string, name: string): Promise<void> {
    const configured = must(this.state.configured.get(registryId), 'the registry is set up');
    const bindings = configured.bindings.map((binding) => {
      if (binding.name !== name) return binding;
      const id = this.parts.newId();
      this.registry(registryId).bindings.delete(binding.id);
      this.registry(registryId).bindings.set(id, new MemoryBinding());
      return { ...binding, id };
    });
    this.state.configured.set(registryId, { ...configured, bindings });
    this.noteEdit(registryId);
  }

  async repoint(registryId: string, name: string, table: TableRef): Promise<void> {
    const registry = must(this.state.configured.get(registryId), 'the registry is set up');
    const bindings = registry.bindings.map((each) =>
      each.name === name ? { ...each, table } : each,
    );
    this.state.configured.set(registryId, { ...registry, bindings });
    this.noteEdit(registryId);
  }

  async queue(
    registryId: string,
    runId: string,
    kind: RunKind,
    { goal = null, fetch = 'full' }: RunWish = {},
  ): Promise<void> {
    const { blockedBy } = this.registry(registryId);
    if (this.state.runs.has(runId)) return;
    if (kind === 'sync' && blockedBy !== null) {
      throw refused('CS_REGISTRY_BLOCKED', `run ${blockedBy} is halted and waits for a decision`);
    }
    this.insertRun(registryId, runId, { kind, trigger: goal?.kind ?? 'api', goal, fetch });
  }

  async claim(registryId: string): Promise<RunRef | null> {
    const registry = this.registry(registryId);
    const [next] = this.waiting(registryId)
      .filter(({ facts: { id, kind } }) => kind === 'preview' || (registry.blockedBy ?? id) === id)
      .sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
    if (next === undefined) return null;
    registry.fence += 1;
    next.fence = registry.fence;
    next.facts.status = 'running';
    next.facts.startedAt ??= this.parts.now().toISOString();
    return { runId: next.facts.id, fence: registry.fence, registryId, tenantId: this.tenantId };
  }

  async openRun(ref: RunRef, steps: StepRunner) {
    const { runId, tenantId, registryId } = ref;
    const { signer, now, newId } = this.parts;
    const { facts, approvedHash } = this.run(runId);
    const standing = standingPlan(facts, approvedHash);
    const context = await openContext({
      runId,
      tenantId,
      registry: must(this.state.configured.get(registryId), 'the registry is set up'),
      start: {
        kind: facts.kind,
        trigger: facts.trigger,
        fetch: facts.fetch,
        isContinued: this.continues(facts),
        goal: facts.goal,
        standing,
        approvedHash,
        bindings: await this.known(registryId),
      },
      catalogue: this.parts.systems.catalogue,
      openSystem: async (binding, countRequest) => this.openSystem(binding, countRequest),
      openStore: (bindings) => this.openStore(ref, bindings),
      steps,
      signer,
      chittySchema: null,
      now,
      newId,
    });
    return { context, standing };
  }

  openStore(ref: RunRef, bindings: readonly RunBinding[] = []) {
    const own = ref.tenantId === this.tenantId;
    const state = own ? this.state : new MemoryState(ref.tenantId);
    return new MemoryRunStore(state, ref, bindings, this.parts.now);
  }

  async getRun(runId: string): Promise<Run> {
    const { facts, steps, requests } = this.run(runId);
    const pending = { status: 'pending', startedAt: null, finishedAt: null, counts: {} } as const;
    const reports = RUN_STEPS.map((name) => steps.get(name) ?? { name, ...pending });
    return { ...facts, steps: reports, requests: { ...requests } };
  }

  async approve(runId: string, planHash: string): Promise<void> {
    const run = this.run(runId);
    const { facts } = run;
    if (facts.planHash !== planHash || run.approvedHash === planHash) {
      throw refused('CS_PLAN_HASH_MISMATCH', 'this is not the plan that waits for approval');
    }
    if (facts.status !== 'halted' && !this.isPreviewedGoal(run)) {
      throw refused('CS_STATE_CONFLICT', 'the run does not wait for a decision');
    }
    run.approvedHash = planHash;
    facts.status = 'queued';
    this.state.waiting.add(run);
    this.free(facts);
  }

  async reject(runId: string): Promise<void> {
    const { facts } = this.run(runId);
    if (facts.status !== 'halted' && !(facts.status === 'previewed' && facts.goal !== null)) {
      throw refused('CS_STATE_CONFLICT', 'the run does not wait for a decision');
    }
    facts.status = 'rejected';
    facts.finishedAt = this.parts.now().toISOString();
    this.free(facts);
  }

  private free({ id, registryId }: Pick<Run, 'id' | 'registryId'>): void {
    const registry = this.registry(registryId);
    if (registry.blockedBy === id) registry.blockedBy = null;
  }

  /** An undo or a restore that was previewed, since when no run wrote or was halted. */
  private isPreviewedGoal({ facts, fence }: MemoryRun): boolean {
    if (facts.status !== 'previewed' || facts.goal === null) return false;
    const wrote = [...this.state.runs.values()].some(
      (later) =>
        later.facts.registryId === facts.registryId &&
        later.facts.kind === 'sync' &&
        later.fence > fence &&
        ['running', 'succeeded', 'partial', 'failed'].includes(later.facts.status),
    );
    return !wrote && this.registry(facts.registryId).blockedBy === null;
  }

  async conflicts(registryId: string): Promise<readonly WorldConflict[]> {
    const { openConflicts, closedConflicts } = this.registry(registryId);
    return byId([...openConflicts.values(), ...closedConflicts]).map((conflict) => ({
      ...conflict,
    }));
  }

  async resolve(seen: WorldConflict, value: Cell, runId: string): Promise<void> {
    for (const [registryId, { openConflicts, blockedBy }] of this.state.registries) {
      const open = [...openConflicts.values()].find(({ id }) => id === seen.id);
      if (open === undefined || !candidatesEqual(open, seen)) continue;
      open.resolution = { value, by: 'a person' };
      const isQueued = this.waiting(registryId).some(
        ({ facts }) => facts.status === 'queued' && facts.kind === 'sync',
      );
      if (!isQueued && blockedBy === null) {
        const asked = { kind: 'sync', trigger: 'conflict', goal: null, fetch: 'auto' } as const;
        this.insertRun(registryId, runId, asked);
      }
      return;
    }
    throw refused('CS_CONFLICT_MOVED', 'the conflict has moved since it was shown');
  }

  async problems(registryId: string) {
    const { openProblems, closedProblems } = this.registry(registryId);
    return byId([...openProblems.values(), ...closedProblems]);
  }

  async known(registryId: string) {
    return Object.fromEntries(
      [...this.registry(registryId).bindings].map(([id, { place, fetchedAt, readMark, shape }]) => {
        return [id, { place, fetchedAt, readMark, shape }];
      }),
    );
  }

  async entries(registryId: string): Promise<readonly AuditEntry[]> {
    return [...this.state.entries.values()]
      .filter(({ registry }) => registry === registryId)
      .map(({ text }) => JSON.parse(text) as AuditEntry);
  }

  /** A person edited the registry. */
  private noteEdit(registryId: string): void {
    this.registry(registryId).updatedAt = this.parts.now().toISOString();
  }

  /** Whether the sync that began last before a run ended well, with the registry as it still is. */
  private continues({ id, registryId }: Pick<Run, 'id' | 'registryId'>): boolean {
    const last = [...this.state.runs.values()]
      .filter(({ facts, fence }) => facts.registryId === registryId && fence > 0)
      .filter(({ facts }) => facts.kind === 'sync' && facts.id !== id)
      .reduce<MemoryRun | null>((a, b) => (a === null || b.fence > a.fence ? b : a), null);
    if (last === null || last.facts.startedAt === null) return false;
    const endedWell = last.facts.status === 'succeeded' || last.facts.status === 'partial';
    return endedWell && last.facts.startedAt > this.registry(registryId).updatedAt;
  }

  private insertRun(
    registryId: string,
    runId: string,
    asked: Pick<Run, 'kind' | 'trigger' | 'goal' | 'fetch'>,
  ): void {
    const createdAt = this.parts.now().toISOString();
    const run = new MemoryRun(runId, registryId, { ...asked, createdAt });
    this.state.runs.set(runId, run);
    this.state.waiting.add(run);
  }

  /** Runs of a registry that are queued or running; those that ended are forgotten here. */
  private waiting(registryId: string): MemoryRun[] {
    const { waiting } = this.state;
    for (const run of waiting) {
      if (run.facts.status !== 'queued' && run.facts.status !== 'running') waiting.delete(run);
    }
    return [...waiting].filter(({ facts }) => facts.registryId === registryId);
  }

  private registry(id: string): MemoryRegistry {
    return must(this.state.registries.get(id), 'the registry is set up');
  }

  private run(id: string): MemoryRun {
    return must(this.state.runs.get(id), 'the run was asked for');
  }

  private openSystem(binding: Binding, countRequest: () => void) {
    const { systems, now, newId } = this.parts;
    const definition = systems.catalogue[binding.system];
    const credential = systems.credentialOf(binding);
    const adapter = definition.open(credential, { ...systems.network, countRequest, now, newId });
    return { adapter, place: definition.placeOf(binding.table, credential) };
  }
}

/** What was cut off comes first, then what was asked for first. */
function orderOf({ facts: { status, createdAt, id } }: MemoryRun): string {
  return `${status === 'running' ? 0 : 1} ${createdAt} ${id}`;
}

function byId<T extends { readonly id: string }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

function refused(code: ErrorCode, message: string): ChittySyncError {
  return new ChittySyncError(code, message);
}
