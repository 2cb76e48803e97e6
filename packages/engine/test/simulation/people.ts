import type { MemoryRow } from '../../src/adapters/memory/memory-system.ts';
import type { Cell } from '../../src/model/cell.ts';
import { SYSTEM_NAMES, type SystemName } from '../../src/model/system.ts';
import { sameCell } from './facts.ts';
import type { Random } from './random.ts';
import { FIELDS, KEY, TABLE } from './sim-shape.ts';
import { cellOf, cellsOf, keyOf, type SimWorld } from './sim-world.ts';
import { badValue, newValue, showIn } from './values.ts';

const EDITABLE = Object.keys(FIELDS).filter((field) => field !== KEY);

/** The people who work in the three systems. What they do there is a fact at once. */
export class People {
  /** What they did, by kind. */
  readonly acts = { edits: 0, rows: 0, deletions: 0, renames: 0, repeats: 0 };
  private readonly world: SimWorld;
  private readonly random: Random;
  private readonly lastKeys: string[] = [];
  private lastCell: { system: SystemName; row: string; field: string; before: Cell } | null = null;
  private n = 0;

  constructor(world: SimWorld, random: Random) {
    this.world = world;
    this.random = random;
  }

  /** Everything that they entered, changed or removed: one for each act. */
  get total(): number {
    const { edits, rows, deletions, renames } = this.acts;
    return edits + rows + deletions + renames;
  }

  /** Somebody does something somewhere. */
  act(): void {
    const { random } = this;
    const dice = random.next();
    const system = random.oneOf(...SYSTEM_NAMES);
    if (dice < 0.9) this.editSomething(system);
    else if (dice < 0.915) this.enterTheSameTwice(system);
    else if (dice < 0.93) this.goBack();
    else if (dice < 0.945) this.enterSomethingBad(system);
    else if (dice < 0.955) this.renameSomething(system);
    else if (dice < 0.985) this.addSomething(system);
    else if (dice < 0.997) this.removeSomething(system);
    else this.restoreSomething(system);
  }

  /** A new row with a key that nothing has yet. */
  addSomething(system: SystemName): void {
    const { random, world } = this;
    const isReused = world.shape.registry.deletes.policy === 'propagate' && random.chance(0.05);
    const old = isReused ? random.pick(this.lastKeys) : undefined;
    const key = old ?? `K${++this.n}`;
    this.addRow(system, key);
    if (!random.chance(0.2)) return;
    // The same record is entered in another system too, before the two know of each other.
    this.addRow(random.oneOf(...SYSTEM_NAMES), key);
  }

  editSomething(system: SystemName): void {
    const row = this.someRow(system);
    if (row === undefined) {
      this.addSomething(system);
      return;
    }
    const field = this.random.pick(EDITABLE) ?? 'name';
    this.edit(system, row, field, newValue(this.random, field, ++this.n));
  }

  /**
   * Returns whether it was an edit. A column that is only read stays as it is until the row is linked: what a new
   * row shows there is taken for what the system itself fills in (`confirm-record.ts`).
   */
  edit(system: SystemName, row: MemoryRow, field: string, value: Cell): boolean {
    const { world } = this;
    const isRead = world.shape.systems[system].maps[field]?.access === 'read';
    if (isRead && !world.facts.wasKnown(system, row.externalId, world.now)) return false;
    const shown = showIn(world.shape, system, field, value === '' ? null : value);
    const before = cellOf(row, field);
    if (sameCell(before, shown)) return false;
    const t = world.pass(400);
    world.systems[system].editRow(TABLE, row.externalId, { [field]: shown });
    this.note(t, system, row, field, shown, before);
    this.lastCell = { system, row: row.externalId, field, before };
    this.acts.edits += 1;
    world.trace.add(`person: ${system} ${row.externalId} ${field} = ${JSON.stringify(shown)}`);
    return true;
  }

  rename(system: SystemName, row: MemoryRow, key = `K${++this.n}`): void {
    const { world } = this;
    const t = world.pass(400);
    const before = keyOf(row);
    world.systems[system].editRow(TABLE, row.externalId, { [KEY]: key });
    world.facts.setKey(system, row.externalId, key);
    this.give(key, t);
    this.note(t, system, row, KEY, key, before);
    this.acts.renames += 1;
    world.trace.add(`person: ${system} ${row.externalId} renamed ${before} to ${key}`);
  }

  remove(system: SystemName, row: MemoryRow): void {
    const { world } = this;
    const t = world.pass(400);
    const key = keyOf(row);
    const n = world.facts.edits.length;
    world.facts.deletions.push({ n, t, system, row: row.externalId, key, cells: cellsOf(row) });
    this.lastKeys.push(key);
    if (world.shape.systems[system].capabilities.deleteMeans === 'trash') {
      world.systems[system].setPresence(TABLE, row.externalId, 'trashed');
    } else {
      row.presence = 'gone';
      const rows = world.allRows(system);
      rows.splice(rows.indexOf(row), 1);
    }
    this.acts.deletions += 1;
    world.trace.add(`person: ${system} ${row.externalId} ${key} removed`);
  }

  /** What happens to a row between a write to it and its read-back. */
  intrude(system: SystemName, row: MemoryRow, alsoRemove: boolean): void {
    if (row.presence !== 'present' || this.world.row(system, row.externalId) === undefined) return;
    if (alsoRemove) {
      this.remove(system, row);
      return;
    }
    const field = this.random.pick(EDITABLE) ?? 'name';
    this.edit(system, row, field, newValue(this.random, field, ++this.n));
  }

  private addRow(system: SystemName, key: string): void {
    const { world, random } = this;
    if (world.rows(system).some((row) => keyOf(row) === key)) return;
    const t = world.pass(400);
    const values: Record<string, Cell> = { [KEY]: key };
    for (const field of EDITABLE) {
      if (field !== 'name' && random.chance(0.3)) continue;
      values[field] = showIn(world.shape, system, field, newValue(random, field, ++this.n));
    }
    const row = world.systems[system].addRow(TABLE, values);
    this.give(key, t);
    world.facts.setKey(system, row.externalId, key);
    for (const field of Object.keys(FIELDS)) {
      const value = values[field] ?? null;
      if (value === null) world.facts.setCell(t, system, row.externalId, field, null);
      else this.note(t, system, row, field, value, null);
    }
    this.acts.rows += 1;
    world.trace.add(`person: ${system} ${row.externalId} added ${JSON.stringify(values)}`);
  }

  /** Two people know the same news. */
  private enterTheSameTwice(system: SystemName): void {
    const row = this.someRow(system);
    const other = this.random.oneOf(...SYSTEM_NAMES);
    if (row === undefined) return;
    const twin = this.world.rows(other).find((each) => keyOf(each) === keyOf(row));
    const field = this.random.pick(EDITABLE) ?? 'name';
    const value = newValue(this.random, field, ++this.n);
    this.edit(system, row, field, value);
    if (twin !== undefined) this.edit(other, twin, field, value);
  }

  /** Somebody changes the cell that was edited last once more, or puts back what was there. */
  private goBack(): void {
    const { lastCell } = this;
    if (lastCell === null) return;
    const { system, field, before } = lastCell;
    const row = this.world.row(system, lastCell.row);
    if (row?.presence !== 'present') return;
    const value = this.random.chance(0.5) ? before : newValue(this.random, field, ++this.n);
    this.acts.repeats += 1;
    this.edit(system, row, field, value);
  }

  private enterSomethingBad(system: SystemName): void {
    const row = this.someRow(system);
    const field = this.random.oneOf('name', 'amount', 'amount', 'status', 'tags');
    if (row !== undefined) this.edit(system, row, field, badValue(this.random, field, ++this.n));
  }

  /**
   * Two situations are left out, since the engine is known not to master them: a row that was given its new key by a
   * run that failed afterwards passes for a new record where it has no id of its own, or was not linked before.
   */
  private renameSomething(system: SystemName): void {
    const { world } = this;
    const row = this.someRow(system);
    const isStable = Object.values(world.shape.systems).every(
      ({ capabilities }) => capabilities.stableRowIds === true,
    );
    if (row === undefined || !isStable) return;
    const isLinked = SYSTEM_NAMES.every((name) => {
      const twin = world.rows(name).find((other) => keyOf(other) === keyOf(row));
      if (twin === undefined) return false;
      const since = world.facts.lastRemoved(name, twin.externalId, world.now);
      return world.facts.wasKnown(name, twin.externalId, world.now, since);
    });
    if (isLinked) this.rename(system, row);
  }

  private removeSomething(system: SystemName): void {
    const row = this.someRow(system);
    if (row !== undefined) this.remove(system, row);
  }

  /**
   * A row is taken out of the trash: all that it shows is there again. Where deletions end the link, a row that
   * comes back is no part of the registry any more.
   */
  private restoreSomething(system: SystemName): void {
    const { world } = this;
    if (world.shape.registry.deletes.policy === 'unlink') return;
    const row = world.allRows(system).find(({ presence }) => presence === 'trashed');
    if (row === undefined || world.rows(system).some((other) => keyOf(other) === keyOf(row)))
      return;
    const t = world.pass(400);
    world.systems[system].setPresence(TABLE, row.externalId, 'present');
    this.give(keyOf(row), t);
    for (const [field, value] of Object.entries(cellsOf(row))) {
      if (value !== null) this.note(t, system, row, field, value, null);
    }
    this.acts.rows += 1;
    world.trace.add(`person: ${system} ${row.externalId} ${keyOf(row)} restored`);
  }

  private note(
    t: number,
    system: SystemName,
    { externalId: row }: MemoryRow,
    field: string,
    value: Cell,
    before: Cell,
  ): void {
    const { edits } = this.world.facts;
    edits.push({ n: edits.length, t, system, row, field, value, before });
    this.world.facts.setCell(t, system, row, field, value);
  }

  private give(key: string, t: number): void {
    this.world.facts.givenKeys.set(key, t);
  }

  private someRow(system: SystemName): MemoryRow | undefined {
    const rows = this.world.allRows(system);
    for (let tries = 0; tries < 4; tries++) {
      const row = this.random.pick(rows);
      if (row?.presence === 'present') return row;
    }
    return undefined;
  }
}
