import { must } from '../../src/errors/assert.ts';
import type { BaseUpdate } from '../../src/model/base-update.ts';
import type { Cells } from '../../src/model/cell.ts';
import {
  type Candidate,
  type IdentifiedConflict,
  type IdentifiedProblem,
  REJECTED_WRITE,
} from '../../src/model/change.ts';
import { contentHash } from '../../src/model/content-hash.ts';
import { keyHash } from '../../src/model/key.ts';
import type { NextRecord, PartitionPlan, PlannedWrite } from '../../src/model/plan.ts';
import type { RunGoal, RunKind } from '../../src/model/run.ts';
import type { StagedRow } from '../../src/model/staged-row.ts';
import { rowHash } from '../../src/sync/1-fetch/to-staged.ts';
import type { RunBinding, RunRef, RunStore } from '../../src/sync/run-store.ts';
import { WORLD_SHAPE, type WorldShape, worldName, worldRegistry } from '../world/world-registry.ts';
import type { WorldState } from '../world/world-state.ts';

/** A new tenant whose state is on trial, and ids that its store takes. */
export interface StoreOnTrial {
  readonly state: WorldState;
  readonly newId: () => string;
}

const KEY = ['code'];
const EMPTY_PLAN: PartitionPlan = { writes: [], records: [], problems: [], conflicts: [] };

/** A registry of three bindings in a new tenant, and what the operations of a store take. */
export class RunStoreBench {
  readonly state: WorldState;
  readonly newId: () => string;
  readonly registryId: string;
  bindings: readonly RunBinding[] = [];

  private constructor({ state, newId }: StoreOnTrial) {
    this.state = state;
    this.newId = newId;
    this.registryId = newId();
  }

  /** `shapeOf` is given the name of the registry. */
  static async set(
    trial: StoreOnTrial,
    shapeOf: (name: string) => WorldShape = () => WORLD_SHAPE,
  ): Promise<RunStoreBench> {
    const bench = new RunStoreBench(trial);
    const shape = shapeOf(bench.name);
    const registry = worldRegistry(bench.registryId, bench.newId, {}, shape);
    await bench.state.addRegistry(registry);
    bench.bindings = registry.bindings.map(({ id, name }) => ({
      id,
      name,
      moved: false,
      stableRowIds: name !== 'sheets',
    }));
    return bench;
  }

  get name(): string {
    return worldName(this.registryId);
  }

  /** Claims a new run; where one is running, that one anew. */
  async claim(kind: RunKind = 'sync', goal?: RunGoal): Promise<RunRef> {
    await this.state.queue(this.registryId, this.newId(), kind, goal === undefined ? {} : { goal });
    return this.reclaim();
  }

  async reclaim(): Promise<RunRef> {
    return must(await this.state.claim(this.registryId), 'a run waits');
  }

  /** The store of a run; rows of `sheets` have no identity but their key. `moved` names bindings whose links are not to be used. */
  open(ref: RunRef, moved: readonly string[] = []): RunStore {
    const isMoved = (name: string) => moved.includes(name);
    const bindings = this.bindings.map((each) => ({ ...each, moved: isMoved(each.name) }));
    return this.state.openStore(ref, bindings);
  }

  async start(goal?: RunGoal): Promise<{ readonly ref: RunRef; readonly store: RunStore }> {
    const ref = await this.claim('sync', goal);
    return { ref, store: this.open(ref) };
  }

  /** A live record that all bindings show, made by a run of its own. Returns its id. */
  async agree(code: string, changes: Partial<BaseUpdate> = {}): Promise<string> {
    const update = this.update(this.newId(), code, changes);
    await this.advance([update]);
    return update.recordId;
  }

  /** Retires a record that all bindings showed. Returns the id of the run that did. */
  delete(recordId: string, code: string, baseVersion = 1): Promise<string> {
    const unlink = this.bindings.map(({ name }) => name);
    const gone = { baseVersion, status: 'deleted', rows: [], unlink } as const;
    return this.advance([this.update(recordId, code, gone)]);
  }

  /** Advances the base in a run of its own, and returns its id. */
  async advance(updates: readonly BaseUpdate[]): Promise<string> {
    const { ref, store } = await this.start();
    await store.advanceBase(updates);
    await store.endRun({ status: 'succeeded', drift: { cells: 0, rows: 0 }, error: null });
    return ref.runId;
  }

  update(recordId: string, code: string, changes: Partial<BaseUpdate> = {}): BaseUpdate {
    const cells = { code, name: `Name ${code}` };
    const rows = this.bindings.map(({ name }) => rowOf(name, `${name}-${code}`, cells));
    return {
      recordId,
      baseVersion: 0,
      status: 'live',
      key: { code },
      keyHash: hashOf(code),
      cells,
      changed: true,
      settled: true,
      rows,
      detach: [],
      unlink: [],
      ...changes,
    };
  }

  next(recordId: string, code: string): NextRecord {
    return {
      recordId,
      isNew: true,
      baseVersion: 0,
      status: 'live',
      key: { code },
      cells: { code },
      before: {},
      rows: [],
      detach: [],
      unlink: [],
      decisions: [],
      waits: false,
    };
  }

  write(recordId: string, kind: PlannedWrite['kind'], binding = 'notion'): PlannedWrite {
    return {
      id: this.newId(),
      binding,
      recordId,
      kind,
      externalId: kind === 'create' ? null : `row of ${recordId}`,
      key: { code: 'A' },
      cells: { name: { before: null, after: 'new' } },
      rules: { name: 'change' },
    };
  }

  /** A plan of one record per code, each with writes of the given kinds. */
  plan(codes: readonly string[], kinds: readonly PlannedWrite['kind'][] = ['update']) {
    const planned = codes.map((code) => ({ code, recordId: this.newId() }));
    return {
      ...EMPTY_PLAN,
      records: planned.map(({ code, recordId }) => ({
        next: this.next(recordId, code),
        conflicts: [],
      })),
      writes: planned.flatMap(({ recordId }) => kinds.map((kind) => this.write(recordId, kind))),
    };
  }

  problem(identity: string, changes: Partial<IdentifiedProblem> = {}): IdentifiedProblem {
    return {
      id: this.newId(),
      identity,
      recordId: null,
      binding: 'notion',
      externalId: identity,
      field: 'name',
      rule: 'OPTION',
      message: 'no such option',
      value: 'x',
      ...changes,
    };
  }

  /** The problem of a rejected write to the row of a record. */
  rejectedWrite(recordId: string, changes: Partial<IdentifiedProblem> = {}): IdentifiedProblem {
    const identity = `${REJECTED_WRITE}${recordId}`;
    return this.problem(identity, { recordId, rule: 'UNIQUE', ...changes });
  }

  conflict(recordId: string, changes: Partial<IdentifiedConflict> = {}): IdentifiedConflict {
    return {
      id: this.newId(),
      recordId,
      key: { code: 'A' },
      field: 'name',
      candidates: [candidate('notion', 'N'), candidate('postgres', 'P')],
      base: 'old',
      status: 'open',
      rule: null,
      ...changes,
    };
  }

  /** Saves a plan that holds only findings. */
  report(store: RunStore, found: Partial<PartitionPlan>): Promise<void> {
    return store.savePlan(0, { ...EMPTY_PLAN, ...found });
  }
}

export function candidate(binding: string, value: string): Candidate {
  return { binding, value, editedFrom: null, editedTo: null };
}

export function stagedRow(
  position: number,
  externalId: string | null,
  cells: Cells,
  changes: Partial<StagedRow> = {},
): StagedRow {
  return {
    externalId,
    position,
    cells,
    problems: [],
    edited: { from: '2026-01-31T12:00:00.000Z', to: '2026-01-31T12:01:00.000Z' },
    keyHash: keyHash(KEY, cells),
    hash: rowHash(cells),
    contentHash: contentHash(KEY, cells),
    ...changes,
  };
}

/** The row of a record that `RunStoreBench.agree` made, as it was agreed. */
export function agreedRow(position: number, binding: string, code: string): StagedRow {
  return stagedRow(position, `${binding}-${code}`, { code, name: `Name ${code}` });
}

export function hashOf(code: string): string {
  return must(keyHash(KEY, { code }), 'the key is not empty');
}

export function rowOf(binding: string, externalId: string, shown: Cells) {
  const hashes = { shownHash: rowHash(shown), contentHash: contentHash(KEY, shown) };
  return { binding, externalId, shown, ...hashes };
}
