import { must, unreachable } from '../../errors/assert.ts';
import { type Cell, type Cells, cellsEqual } from '../../model/cell.ts';
import type { RowWrite } from '../../model/write.ts';
import type { FieldCodec } from '../adapter.ts';
import { type BoundSheet, keyOf } from './bound-sheet.ts';
import type { PresentRow, PresentSheet } from './present-sheet.ts';
import { rejected, stale, type TargetRow, type WriteDecision } from './write-decision.ts';

/** A cell as the column would show it, with what is written for it. */
interface EncodedField {
  readonly field: string;
  readonly before: Cell;
  readonly after: Cell;
  readonly native: unknown;
}

/**
 * Decides a chunk of writes against the rows that are there, one after the other, as if each were
 * done before the next is looked at. Pure; one decision per write, in their order.
 */
export function decideWrites(
  sheet: BoundSheet,
  { rows: present, guardedBelow }: Pick<PresentSheet, 'rows' | 'guardedBelow'>,
  writes: readonly RowWrite[],
): readonly WriteDecision[] {
  const rows = new RowsByKey(present);
  return writes.map((write) => {
    switch (write.kind) {
      case 'create':
        return decideCreate(sheet, rows, write, guardedBelow);
      case 'restore':
        return rejected(write, 'RESTORE_UNSUPPORTED', 'a sheet keeps no deleted rows');
      case 'update':
        return decideUpdate(sheet, rows, write);
      case 'delete':
        return decideDelete(rows, write);
      default:
        return unreachable(write.kind);
    }
  });
}

/** The rows as the decisions so far leave them. */
class RowsByKey {
  readonly #rows = new Map<string, TargetRow[]>();

  constructor(present: readonly PresentRow[]) {
    for (const row of present) {
      if (row.key !== null) this.add({ ...row, keyBefore: row.key, natives: new Map() });
    }
  }

  get(key: string): readonly TargetRow[] {
    return this.#rows.get(key) ?? [];
  }

  add(target: TargetRow): void {
    const key = must(target.key, 'a row with a key');
    this.#rows.set(key, [...this.get(key), target]);
  }

  remove(target: TargetRow): void {
    const key = must(target.key, 'a row with a key');
    this.#rows.set(
      key,
      this.get(key).filter((other) => other !== target),
    );
  }
}

function decideCreate(
  sheet: BoundSheet,
  rows: RowsByKey,
  write: RowWrite,
  guarded: ReadonlySet<string>,
): WriteDecision {
  const encoded = encodeFields(sheet, write);
  if (!Array.isArray(encoded)) return encoded;
  const cells = afterCells(encoded);
  const key = keyOf(sheet.key, { ...projectKey(sheet, write), ...cells });
  if (key === null) {
    return rejected(write, 'KEY_REQUIRED', 'a row of a sheet needs a value in each key column');
  }
  const there = rows.get(key);
  if (there.length > 1) return ambiguous(write, key);
  const [existing] = there;
  if (existing !== undefined) {
    const isSame = encoded.every(({ field, after }) => shows(existing, field, after));
    if (!write.attempted || !isSame) return stale(write, `there is a row with the key ${key}`);
    return { kind: 'show', write, target: existing, key, cells, already: true };
  }
  const closed = encoded.find(({ field, after }) => after !== null && guarded.has(field));
  if (closed !== undefined) return guardedCell(write, closed.field);
  const target: TargetRow = {
    row: null,
    keyBefore: null,
    key,
    cells,
    formulas: new Set(),
    merged: new Set(),
    guarded,
    natives: new Map(),
  };
  for (const { field, native } of encoded) target.natives.set(field, native);
  rows.add(target);
  return { kind: 'show', write, target, key, cells, already: false };
}

function decideUpdate(sheet: BoundSheet, rows: RowsByKey, write: RowWrite): WriteDecision {
  const id = must(write.externalId, 'an update names its row');
  const encoded = encodeFields(sheet, write);
  if (!Array.isArray(encoded)) return encoded;
  const cells = afterCells(encoded);
  const there = rows.get(id);
  if (there.length > 1) return ambiguous(write, id);
  const [target] = there;
  if (target === undefined) return decideMissing(sheet, rows, write, encoded);
  const changed = encoded.filter(({ field, after }) => !shows(target, field, after));
  const hidden = changed.find(({ field }) => target.merged.has(field));
  if (hidden !== undefined) {
    return rejected(write, 'MERGED_CELLS', 'the cell lies under a merged one', hidden.field);
  }
  const closed = changed.find(({ field }) => target.guarded.has(field));
  if (closed !== undefined) return guardedCell(write, closed.field);
  const moved = changed.find(({ field, before }) => !shows(target, field, before));
  if (moved !== undefined) return stale(write, `${moved.field} is not as it was`);
  const formula = changed.find(({ field }) => target.formulas.has(field));
  if (formula !== undefined) {
    return rejected(write, 'FORMULA_CELL', 'the cell holds a formula', formula.field);
  }
  const key = keyOf(sheet.key, { ...target.cells, ...cells });
  if (key === null) {
    return rejected(write, 'KEY_REQUIRED', 'a row of a sheet needs a value in each key column');
  }
  if (key !== id && rows.get(key).length > 0) return ambiguous(write, key);
  rows.remove(target);
  target.key = key;
  target.cells = { ...target.cells, ...cells };
  for (const { field, native } of changed) target.natives.set(field, native);
  rows.add(target);
  return {
    kind: 'show',
    write,
    target,
    key,
    cells,
    already: changed.length === 0,
  };
}

/** The row is not under its old key: an earlier attempt may have given it the new one. */
function decideMissing(
  sheet: BoundSheet,
  rows: RowsByKey,
  write: RowWrite,
  encoded: readonly EncodedField[],
): WriteDecision {
  const cells = afterCells(encoded);
  const key = keyOf(sheet.key, { ...projectKey(sheet, write), ...cells });
  const [target, other] = key === null || key === write.externalId ? [] : rows.get(key);
  const isDone =
    target !== undefined &&
    other === undefined &&
    encoded.every(({ field, after }) => shows(target, field, after));
  if (!isDone || key === null)
    return stale(write, `there is no row with the key ${write.externalId}`);
  return { kind: 'show', write, target, key, cells, already: true };
}

function decideDelete(rows: RowsByKey, write: RowWrite): WriteDecision {
  const id = must(write.externalId, 'a delete names its row');
  const there = rows.get(id);
  if (there.length > 1) return ambiguous(write, id);
  const [target] = there;
  if (target === undefined) {
    const outcome = {
      id: write.id,
      status: 'already',
      externalId: id,
      shown: null,
    } as const;
    return { kind: 'settled', outcome };
  }
  const moved = Object.entries(write.cells).find(
    ([field, { before }]) => !shows(target, field, before),
  );
  if (moved !== undefined) return stale(write, `${moved[0]} is not as it was`);
  if (target.row === null) return stale(write, `the row ${id} is only being created`);
  rows.remove(target);
  return { kind: 'delete', write, target, row: target.row };
}

/** The fields of a write, encoded, or the rejection of the first that cannot be. */
function encodeFields(sheet: BoundSheet, write: RowWrite): EncodedField[] | WriteDecision {
  const encoded: EncodedField[] = [];
  for (const [field, { before, after }] of Object.entries(write.cells)) {
    const result = project(codecOf(sheet, field), after);
    if (!result.ok) return rejected(write, result.rule, result.message, field);
    encoded.push({ field, before, after: result.cell, native: result.native });
  }
  return encoded;
}

function project(codec: FieldCodec, cell: Cell) {
  const encoded = codec.encode(cell);
  if (!encoded.ok) return encoded;
  const decoded = codec.decode(encoded.native);
  return decoded.ok ? { ...decoded, native: encoded.native } : decoded;
}

/** The key cells of a write as the columns would show them; what they cannot hold is left out. */
function projectKey(sheet: BoundSheet, write: RowWrite): Cells {
  const cells: Record<string, Cell> = {};
  for (const field of sheet.key) {
    const projected = project(codecOf(sheet, field), write.key[field] ?? null);
    if (projected.ok) cells[field] = projected.cell;
  }
  return cells;
}

function codecOf(sheet: BoundSheet, name: string): FieldCodec {
  const coded = sheet.fields.find(({ field }) => field.field === name);
  return must(coded, `the field ${name} is mapped`).codec;
}

function afterCells(encoded: readonly EncodedField[]): Cells {
  return Object.fromEntries(encoded.map(({ field, after }) => [field, after]));
}

/** A cell with a problem shows nothing that could be expected. */
function shows(target: TargetRow, field: string, cell: Cell): boolean {
  const shown = target.cells[field];
  return shown !== undefined && cellsEqual(shown, cell);
}

function guardedCell(write: RowWrite, field: string): WriteDecision {
  return rejected(write, 'PROTECTED', 'the cell is protected', field);
}

function ambiguous(write: RowWrite, key: string): WriteDecision {
  return rejected(write, 'AMBIGUOUS_KEY', `more than one row has the key ${key}`);
}
