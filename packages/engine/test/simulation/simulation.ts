import { must } from '../../src/errors/assert.ts';
import { isChittySyncError } from '../../src/errors/chittysync-error.ts';
import type { FetchMode, RunKind } from '../../src/model/run.ts';
import { SYSTEM_NAMES } from '../../src/model/system.ts';
import type { WorldStore } from '../world/registry-world.ts';
import { type Attempt, startAttempt } from './attempt.ts';
import { Faults } from './faults.ts';
import { People } from './people.ts';
import { Random } from './random.ts';
import { type SimShape, simShape } from './sim-shape.ts';
import { SimWorld } from './sim-world.ts';
import { Trace } from './trace.ts';

/** More turns than any run needs: one that takes more does not end. */
const TURNS_MAX = 200_000;

/** People, runs and faults over one registry, in an order that follows from the seed. */
export class Simulation {
  readonly shape: SimShape;
  readonly world: SimWorld;
  readonly people: People;
  readonly faults: Faults;
  readonly trace: Trace;
  readonly random: Random;
  /** Chooses what runs read; apart, so that nothing else follows from the choice. */
  private readonly fetches: Random;
  crashes = 0;
  halts = 0;
  /** The worker that is at work now, and those that were given up but live on. */
  private current: Attempt | null = null;
  private zombies: Attempt[] = [];
  /** Runs that were claimed and have no end yet, and those that wait for a person. */
  private readonly open = new Set<string>();
  private readonly halted = new Set<string>();
  /** Whoever is between two gates. */
  private running: Attempt | null = null;

  constructor(seed: number, store: WorldStore, keepsTrace: boolean, small: boolean) {
    this.random = new Random(seed);
    this.fetches = new Random(~seed);
    this.shape = simShape(this.random, small);
    this.trace = new Trace(keepsTrace);
    this.faults = new Faults(this.random, this.shape.severity);
    const now = () => must(this.running, 'a run is going on');
    this.world = new SimWorld(store, {
      shape: this.shape,
      random: this.random,
      faults: this.faults,
      trace: this.trace,
      gate: (place) => now().activity.gate(place),
      runNow: () => ({ id: now().ref.runId, isPreview: now().isPreview }),
      intrude: (system, row, removes) => this.people.intrude(system, row, removes),
    });
    this.people = new People(this.world, this.random);
  }

  /** The safety mode: everything that may go wrong does. */
  async live(): Promise<void> {
    const { random, shape, people, world } = this;
    await world.setUp();
    const { from } = shape.registry;
    const main = SYSTEM_NAMES.find((system) => system === from) ?? random.oneOf(...SYSTEM_NAMES);
    for (let i = 0; i < shape.records; i++) {
      people.addSomething(random.chance(0.8) ? main : random.oneOf(...SYSTEM_NAMES));
    }
    for (let round = 0; round < shape.rounds; round++) {
      const before = random.between(0, Math.floor(shape.editsPerRound * 0.9));
      for (let i = 0; i < before; i++) people.act();
      await this.decideAsPerson(0.6);
      const fetch = this.fetches.chance(0.6) ? 'incremental' : 'full';
      await this.ask(random.chance(0.1) ? 'preview' : 'sync', fetch);
      await this.workOff((shape.editsPerRound - before) / 150);
    }
  }

  /** The faults end, and so does whatever was left over from them. */
  async calmDown(): Promise<void> {
    this.faults.isOn = false;
    for (const zombie of this.zombies) {
      while (!zombie.activity.isDone) await this.resume(zombie);
    }
    this.zombies = [];
    await this.workOff(0);
  }

  /** Someone asks for a run; while a halted one waits that is refused, as it should be. */
  async ask(kind: RunKind, fetch: FetchMode = 'full'): Promise<string | null> {
    const { world } = this;
    const id = world.newId();
    const times = this.faults.strikes('triggered twice') ? 2 : 1;
    try {
      for (let i = 0; i < times; i++) {
        world.pass(1000);
        await world.state.queue(world.registryId, id, kind, { fetch });
      }
    } catch (error) {
      if (!isChittySyncError(error) || error.code !== 'CS_REGISTRY_BLOCKED') throw error;
      this.trace.add('blocked');
      return null;
    }
    this.trace.add(`${kind} ${id} is asked for, fetch ${fetch}`);
    return id;
  }

  /** Works until nothing is left to do; meanwhile people go on, with that many acts a turn. */
  async workOff(acts: number): Promise<void> {
    for (let turn = 0; turn < TURNS_MAX; turn++) {
      if (this.current === null && !(await this.claim())) return;
      if (acts > 0 && this.random.chance(acts)) this.people.act();
      if (this.faults.isOn) await this.disturb();
      if (this.current !== null) await this.resume(this.current);
      await this.endIfDone();
    }
    throw new Error('a run does not end');
  }

  /** A person looks at whatever waits, and decides some of it. */
  async decideAsPerson(likely: number): Promise<void> {
    const { world, random } = this;
    for (const id of [...this.halted]) {
      const run = await world.state.getRun(id);
      if (!random.chance(likely)) continue;
      this.halted.delete(id);
      if (random.chance(likely)) {
        const t = world.pass(1000);
        await world.state.approve(id, must(run.planHash, 'a halted run has a plan'));
        world.facts.approvals.set(id, t);
        this.open.add(id);
        this.trace.add(`person: approves ${id}`);
      } else {
        await world.state.reject(id, 'by mistake');
        this.trace.add(`person: rejects ${id}`);
      }
    }
    for (const conflict of await world.state.conflicts(world.registryId)) {
      if (conflict.status !== 'open' || !random.chance(likely)) continue;
      const value = random.pick(conflict.candidates)?.value ?? null;
      const t = world.pass(1000);
      await world.state.resolve(conflict, value, world.newId());
      this.trace.add(`person: resolves ${conflict.field} with ${JSON.stringify(value)}`);
      if (conflict.field === 'code' && typeof value === 'string') {
        world.facts.givenKeys.set(value, t);
      }
    }
  }

  private async claim(): Promise<boolean> {
    const { world } = this;
    world.pass(50);
    const ref = await world.state.claim(world.registryId);
    if (ref === null) return false;
    this.open.add(ref.runId);
    this.current = await this.begin(ref);
    return true;
  }

  private begin(ref: Attempt['ref'], remembered?: Map<string, string>): Promise<Attempt> {
    const begun = (attempt: Attempt) => {
      this.running = attempt;
      this.trace.add(`${attempt.activity.name} begins`);
    };
    return startAttempt(this.world, this.faults, ref, begun, remembered);
  }

  private async disturb(): Promise<void> {
    const { faults, random, current } = this;
    const zombie = random.pick(this.zombies);
    if (zombie !== undefined && random.chance(0.2)) {
      await this.resume(zombie);
      if (zombie.activity.isDone) this.zombies = this.zombies.filter((each) => each !== zombie);
    }
    if (current === null) return;
    if (faults.strikes('worker died')) {
      this.crashes += 1;
      this.trace.add(`${current.activity.name} dies at ${current.activity.place}`);
      this.current = await this.begin(current.ref, current.remembered);
    } else if (faults.strikes('instance lost')) {
      this.crashes += 1;
      this.trace.add(`${current.activity.name} is lost at ${current.activity.place}`);
      if (faults.strikes('zombie woke up')) this.zombies.push(current);
      this.current = null;
    } else if (faults.strikes('started twice')) {
      this.trace.add(`${current.activity.name} is started twice`);
      this.zombies.push(current);
      this.current = null;
    }
    if (this.current !== null) return;
    await this.noteEnds();
    await this.claim();
  }

  private async resume(attempt: Attempt): Promise<void> {
    const { activity } = attempt;
    this.running = attempt;
    this.world.pass(30);
    this.trace.add(`${activity.name}: ${activity.place}`);
    if (!activity.isDone) await activity.resume();
    if (activity.error !== null && !isChittySyncError(activity.error)) throw activity.error;
  }

  private async endIfDone(): Promise<void> {
    if (this.current?.activity.isDone !== true) return;
    this.trace.add(`${this.current.activity.name} ends`);
    this.current = null;
    await this.noteEnds();
  }

  /** Looks which runs have ended: a worker may have died just after it ended one. */
  private async noteEnds(): Promise<void> {
    const { world, open } = this;
    for (const id of open) {
      const { status } = await world.state.getRun(id);
      if (status === 'running' || status === 'queued') continue;
      open.delete(id);
      this.trace.add(`run ${id} is ${status}`);
      world.facts.ended.set(id, world.now);
      if (status === 'succeeded' || status === 'partial') {
        world.facts.endedWell.push({ runId: id, t: world.now });
      }
      if (status !== 'halted') continue;
      this.halted.add(id);
      world.facts.halted.add(id);
      this.halts += 1;
    }
  }
}
