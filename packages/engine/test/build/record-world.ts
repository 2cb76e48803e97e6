import { must } from '../../src/errors/assert.ts';
import { type Cell, type Cells, cellsEqual } from '../../src/model/cell.ts';
import type { PlannedWrite, RecordPlan } from '../../src/model/plan.ts';
import type { BindingView, RecordView } from '../../src/model/record-view.ts';
import type { WriteOutcome } from '../../src/model/write.ts';
import { type ConfirmedRecord, confirmRecord } from '../../src/sync/8-verify/confirm-record.ts';
import { type DecisionRules, decideRecord } from '../../src/sync/decide-record.ts';
import { aRecordView } from './a-record-view.ts';
import { aRow } from './a-row.ts';

/** A row as its system holds it, and what the base store knows of it. */
export interface WorldRow {
  /** Null where there is no row. */
  cells: Cells | null;
  externalId: string;
  link: { readonly externalId: string; readonly shown: Cells } | null;
  detached: boolean;
  edited: { readonly from: string; readonly to: string } | null;
}

/**
 * What becomes of one write. `lost`: it took effect, but the answer got lost. `edited`: a person changes a
 * cell of the row between the write and its read-back.
 */
export type WriteFate =
  | { readonly kind: 'written' | 'stale' | 'failed' | 'lost' }
  | { readonly kind: 'edited'; readonly field: string; readonly value: Cell };

/** An edit that a person made. */
export interface Edit {
  readonly binding: string;
  readonly field: string;
  readonly value: Cell;
}

/** One record in several systems, and the base of it: runs the pure core against rows that people edit. */
export class RecordWorld {
  readonly rules: DecisionRules;
  readonly rows = new Map<string, WorldRow>();
  base: { readonly cells: Cells; readonly version: number } | null = null;
  isDeleted = false;
  /** Decisions of people that the next run carries out. */
  resolutions: RecordView['resolutions'] = {};
  /**
   * Edits that people made between a write and its read-back. `isSeen` is false for one that puts back what
   * was there before the write: it looks as if the system had dropped the write.
   */
  readonly raced: { readonly edit: Edit; readonly isSeen: boolean }[] = [];
  #lastId = 0;

  constructor(rules: DecisionRules) {
    this.rules = rules;
    for (const name of rules.bindings.keys()) {
      this.rows.set(name, { ...this.#newRow(name, null), link: null });
    }
  }

  /** Every binding shows the base, as far as it can. */
  agree(base: Cells): void {
    this.base = { cells: base, version: 1 };
    for (const [name, row] of this.rows) {
      const cells = shownOf(this.binding(name), base);
      Object.assign(row, { cells, link: { externalId: row.externalId, shown: cells } });
    }
  }

  /**
   * A person edits a cell. Returns the edit as the binding shows it; null if it is none. The key of a row that
   * is not linked stays as it is: with another key it would belong to another record.
   */
  edit(binding: string, field: string, value: Cell): Edit | null {
    const view = this.binding(binding);
    if (!view.table.fields.some((bound) => bound.field === field)) return null;
    const projected = view.project(field, value);
    const row = this.row(binding);
    if (!projected.ok || row.cells === null) return null;
    if (row.link === null && view.table.key.includes(field)) return null;
    if (cellsEqual(row.cells[field] ?? null, projected.cell)) return null;
    row.cells = { ...row.cells, [field]: projected.cell };
    return { binding, field, value: projected.cell };
  }

  /** A person deletes the row. */
  remove(binding: string): void {
    this.row(binding).cells = null;
  }

  view(): RecordView {
    const rows = [...this.rows].map(([name, row]) =>
      aRow(name, {
        now: row.cells,
        externalId: row.externalId,
        edited: row.edited,
        detached: row.detached,
        presence: row.cells === null && row.link !== null ? 'gone' : null,
        ...(row.link === null ? {} : { shown: row.link.shown }),
      }),
    );
    return { ...aRecordView(null, rows, this.resolutions), base: this.base };
  }

  /** One run: decides, writes, reads back and advances the base. */
  run(fateOf: (write: PlannedWrite) => WriteFate = () => ({ kind: 'written' })): RecordPlan {
    const plan = decideRecord(this.view(), this.rules);
    const settled = plan.writes.map((write) => ({
      write,
      outcome: this.#apply(write, fateOf(write)),
    }));
    if (plan.next !== null) this.#store(confirmRecord(plan.next, settled, this.rules.bindings));
    return plan;
  }

  binding(name: string): BindingView {
    return must(this.rules.bindings.get(name), 'a binding of the registry');
  }

  row(name: string): WorldRow {
    return must(this.rows.get(name), 'one row for each binding');
  }

  #newRow(binding: string, cells: Cells | null): WorldRow {
    const externalId = `${binding}-${++this.#lastId}`;
    return { cells, externalId, link: null, detached: false, edited: null };
  }

  #apply(write: PlannedWrite, fate: WriteFate): WriteOutcome {
    const { id } = write;
    if (fate.kind === 'stale') return { id, status: 'stale', message: '' };
    const failed = { id, status: 'failed', rule: 'OUTAGE', message: '' } as const;
    if (fate.kind === 'failed') return failed;
    const row = this.row(write.binding);
    this.#takeEffect(write, row);
    if (fate.kind === 'edited' && row.cells !== null) {
      const edit = this.edit(write.binding, fate.field, fate.value);
      const before = write.cells[fate.field]?.before;
      if (edit !== null) {
        const isSeen = before === undefined || !cellsEqual(before, edit.value);
        this.raced.push({ edit, isSeen });
      }
    }
    if (fate.kind === 'lost') return failed;
    return { id, status: 'written', externalId: row.externalId, shown: row.cells };
  }

  #takeEffect(write: PlannedWrite, row: WorldRow): void {
    if (write.kind === 'delete') {
      row.cells = null;
      return;
    }
    if (write.kind === 'create') {
      const { link } = row;
      Object.assign(row, this.#newRow(write.binding, shownOf(this.binding(write.binding), {})));
      row.link = link;
    }
    const after = Object.entries(write.cells).map(([field, cell]) => [field, cell.after]);
    row.cells = { ...must(row.cells, 'a written row is there'), ...Object.fromEntries(after) };
  }

  #store(confirmed: ConfirmedRecord): void {
    this.isDeleted = confirmed.status === 'deleted';
    this.base = { cells: confirmed.cells, version: confirmed.baseVersion + 1 };
    for (const name of confirmed.unlink) this.row(name).link = null;
    for (const { binding, externalId, shown } of confirmed.rows) {
      this.row(binding).link = { externalId, shown };
    }
    for (const name of confirmed.detach) this.row(name).detached = true;
  }
}

/** What a binding shows of a record; EMPTY where it cannot hold the value. */
export function shownOf(binding: BindingView, cells: Cells): Cells {
  return Object.fromEntries(
    binding.table.fields.map(({ field }) => {
      const projected = binding.project(field, cells[field] ?? null);
      return [field, projected.ok ? projected.cell : null];
    }),
  );
}
