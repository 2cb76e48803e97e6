import type { Cell } from '../../src/model/cell.ts';
import type { SystemName } from '../../src/model/system.ts';
import type { WriteKind } from '../../src/model/write.ts';

/** A value that a person gave a cell. */
export interface EditFact {
  readonly n: number;
  readonly t: number;
  readonly system: SystemName;
  /** The row's own identity in its system. */
  readonly row: string;
  readonly field: string;
  readonly value: Cell;
  /** What the cell showed before; EMPTY where the row is new. */
  readonly before: Cell;
}

/** A row that a person removed, and what it showed. */
export interface DeletionFact {
  readonly n: number;
  readonly t: number;
  readonly system: SystemName;
  readonly row: string;
  readonly key: string;
  readonly cells: Readonly<Record<string, Cell>>;
}

/** A change that a run made in a system. */
export interface EffectFact {
  readonly t: number;
  readonly system: SystemName;
  readonly row: string | null;
  readonly runId: string;
  readonly writeId: string;
  readonly kind: WriteKind;
}

/** What a run wrote to a cell, and over what. */
export interface CellWriteFact {
  readonly t: number;
  readonly runId: string;
  readonly writeId: string;
  readonly before: Cell;
  readonly after: Cell;
}

/** A value that a run set out to write to a cell. */
interface CellAttempt {
  readonly t: number;
  readonly runId: string;
  readonly writeId: string;
  readonly value: Cell;
}

/** A value that a cell had from some time on, whoever gave it. */
interface CellFact {
  readonly t: number;
  readonly value: Cell;
}

/** Where a run brought a value. */
interface CarriedFact {
  readonly t: number;
  readonly system: SystemName;
  readonly row: string;
}

/**
 * What took place in the systems, as it happened. Nothing in here comes from what the engine knows or decides.
 * Keys that one row had after each other belong together: to a family, as do rows that ever had one of them.
 */
export class Facts {
  readonly edits: EditFact[] = [];
  readonly deletions: DeletionFact[] = [];
  readonly effects: EffectFact[] = [];
  /** Keys that people gave rows, with the time. */
  readonly givenKeys = new Map<string, number>();
  /** What was wrong at the moment when it happened. */
  readonly faults: string[] = [];
  /** Which rows a run saw, and when it did last; by run, system and row. */
  readonly #seenBy = new Map<string, Map<string, number>>();
  readonly endedWell: { readonly runId: string; readonly t: number }[] = [];
  /** When each run ended, well or not. */
  readonly ended = new Map<string, number>();
  /** What runs took up to write to cells, whether or not anything came of it. */
  readonly #attempts = new Map<string, CellAttempt[]>();
  /** Runs that people saw halted, and when they approved them. */
  readonly halted = new Set<string>();
  readonly approvals = new Map<string, number>();
  readonly #cells = new Map<string, CellFact[]>();
  /** What runs wrote to each cell, and to which rows they brought a value of a field. */
  readonly #written = new Map<string, CellWriteFact[]>();
  readonly #carried = new Map<string, CarriedFact[]>();
  readonly #keyOf = new Map<string, string>();
  readonly #parents = new Map<string, string>();

  /** A cell has a value from now on. */
  setCell(t: number, system: SystemName, row: string, field: string, value: Cell): void {
    const place = placeOf(system, row, field);
    const known = this.#cells.get(place);
    if (known === undefined) this.#cells.set(place, [{ t, value }]);
    else known.push({ t, value });
  }

  /** A run gave a cell a value. */
  carry(write: CellWriteFact, system: SystemName, row: string, field: string): void {
    const { t, after: value } = write;
    this.setCell(t, system, row, field, value);
    const place = placeOf(system, row, field);
    const known = this.#written.get(place);
    if (known === undefined) this.#written.set(place, [write]);
    else known.push(write);
    const name = `${field}|${JSON.stringify(value)}`;
    const carried = this.#carried.get(name);
    if (carried === undefined) this.#carried.set(name, [{ t, system, row }]);
    else carried.push({ t, system, row });
  }

  attempt(system: SystemName, row: string, field: string, told: CellAttempt): void {
    const place = placeOf(system, row, field);
    const known = this.#attempts.get(place);
    if (known === undefined) this.#attempts.set(place, [told]);
    else known.push(told);
  }

  /** What runs set out to write to a cell before that time. */
  attempts({ system, row, field, t }: EditFact): readonly CellAttempt[] {
    return (this.#attempts.get(placeOf(system, row, field)) ?? []).filter((each) => each.t < t);
  }

  /** A run brought the value to a row of the same record before that time. */
  wasCarried(family: string, field: string, value: Cell, before: number): boolean {
    const carried = this.#carried.get(`${field}|${JSON.stringify(value)}`) ?? [];
    return carried.some(
      ({ t, system, row }) => t < before && this.familyOf(system, row) === family,
    );
  }

  /** What a run wrote to a cell last before that time. */
  lastWrite(system: SystemName, row: string, field: string, t: number): CellWriteFact | undefined {
    return this.#written.get(placeOf(system, row, field))?.findLast((write) => write.t < t);
  }

  /** Until then nothing that people gave the cell was taken anywhere else, and nothing that was brought to it stood. */
  wasUnagreed(system: SystemName, row: string, field: string, until: number): boolean {
    const place = placeOf(system, row, field);
    const writes = (this.#written.get(place) ?? []).filter(({ t }) => t < until);
    if (!writes.every((write) => this.#isOvertaken(place, write))) return false;
    const held = this.#cells.get(place) ?? [];
    const family = this.familyOf(system, row);
    return held.every(
      ({ value, t }) =>
        value === null ||
        t >= until ||
        writes.some((write) => write.t === t) ||
        !this.wasCarried(family, field, value, until),
    );
  }

  /** The cell was EMPTY, and somebody changed what it was given before the run had looked whether it stands there. */
  #isOvertaken(place: string, { t, before, runId }: CellWriteFact): boolean {
    const end = this.endedWell.find((run) => run.runId === runId)?.t ?? Number.POSITIVE_INFINITY;
    const held = this.#cells.get(place) ?? [];
    return before === null && held.some((fact) => fact.t > t && fact.t < end);
  }

  /** Since when a cell may have shown a value: the first time that it did. */
  firstShown(system: SystemName, row: string, field: string, value: Cell): number {
    const known = this.#cells.get(placeOf(system, row, field)) ?? [];
    return known.find((fact) => sameCell(fact.value, value))?.t ?? 0;
  }

  /** Whether a run brought a cell a value in that time, so that whoever edited it could know. */
  wasBrought({ system, row, field, t }: EditFact, value: Cell, from: number): boolean {
    const writes = this.#written.get(placeOf(system, row, field)) ?? [];
    return writes.some((write) => write.t > from && write.t < t && sameCell(write.after, value));
  }

  /** When a row was removed last before that time; 0 if it never was. */
  lastRemoved(system: SystemName, row: string, t: number): number {
    const isIt = (one: DeletionFact) => one.system === system && one.row === row && one.t < t;
    return this.deletions.findLast(isIt)?.t ?? 0;
  }

  /** A row has a key from now on. */
  setKey(system: SystemName, row: string, key: string): void {
    const place = `${system}|${row}`;
    const known = this.#keyOf.get(place);
    if (known === undefined) this.#keyOf.set(place, key);
    else this.#join(known, key);
  }

  /** The family that a row belongs to. */
  familyOf(system: SystemName, row: string): string {
    return this.familyOfKey(this.#keyOf.get(`${system}|${row}`) ?? '');
  }

  familyOfKey(key: string): string {
    let found = key;
    for (let up = this.#parents.get(found); up !== undefined; up = this.#parents.get(found)) {
      found = up;
    }
    return found;
  }

  see(t: number, runId: string, system: SystemName, row: string): void {
    const seen = this.#seenBy.get(runId);
    if (seen === undefined) this.#seenBy.set(runId, new Map([[`${system}|${row}`, t]]));
    else seen.set(`${system}|${row}`, t);
  }

  /** Whether a run that ended well before that time saw the row, and after the other. */
  wasKnown(system: SystemName, row: string, t: number, since = 0): boolean {
    const seenAt = (runId: string) => this.#seenBy.get(runId)?.get(`${system}|${row}`) ?? 0;
    return this.endedWell.some((run) => run.t < t && seenAt(run.runId) > since);
  }

  #join(a: string, b: string): void {
    const [left, right] = [this.familyOfKey(a), this.familyOfKey(b)];
    if (left !== right) this.#parents.set(left, right);
  }
}

export function placeOf(system: SystemName, row: string, field: string): string {
  return `${system}|${row}|${field}`;
}

export function sameCell(a: Cell, b: Cell): boolean {
  return a === b || (Array.isArray(a) && Array.isArray(b) && a.join('|') === b.join('|'));
}
