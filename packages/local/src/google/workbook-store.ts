import type { Collection, EmulatorStore } from '../emulator/emulator.ts';
import type { Row } from './grid.ts';
import { Sheet, type SheetEditor, type SheetState } from './sheet.ts';
import { Workbook, type WorkbookState } from './workbook.ts';

interface StoredWorkbook extends WorkbookState {
  readonly sheets: readonly StoredSheet[];
}

interface StoredSheet extends SheetState {
  /** Number of row blocks that belong to the sheet. */
  readonly blocks: number;
}

/**
 * Rows are stored in blocks of this many, so that a write rewrites only the blocks that it touches.
 */
const BLOCK = 200;

/** Spreadsheets in the store: one value per spreadsheet and one per block of rows. */
export class WorkbookStore {
  readonly #workbooks: Collection<StoredWorkbook>;
  readonly #blocks: Collection<readonly Row[]>;

  constructor(store: EmulatorStore) {
    this.#workbooks = store.collection('spreadsheets');
    this.#blocks = store.collection('rows');
  }

  has(id: string): boolean {
    return this.#workbooks.has(id);
  }

  /** A working copy; what is stored stays as it is until `save`. */
  load(id: string, editor: SheetEditor): Workbook | undefined {
    const stored = this.#workbooks.get(id);
    if (!stored) return undefined;
    const { sheets, ...state } = structuredClone(stored);
    return new Workbook(
      state,
      sheets.map((sheet) => this.#loadSheet(id, sheet)),
      editor,
    );
  }

  #loadSheet(id: string, { blocks, ...state }: StoredSheet): Sheet {
    const { sheetId } = state.properties;
    const rows = Array.from(
      { length: blocks },
      (_, n) => this.#blocks.get(key(id, sheetId, n)) ?? [],
    );
    return new Sheet(state, rows.flat());
  }

  save(workbook: Workbook): void {
    const before = this.#workbooks.get(workbook.id);
    const sheets = workbook.sheets.map((sheet) => ({
      ...structuredClone(sheet.state),
      blocks: this.#saveRows(workbook.id, sheet),
    }));
    for (const { properties, blocks } of before?.sheets ?? []) {
      const kept =
        sheets.find((sheet) => sheet.properties.sheetId === properties.sheetId)?.blocks ?? 0;
      this.#dropBlocks(workbook.id, properties.sheetId, kept, blocks);
    }
    this.#workbooks.set(workbook.id, { ...structuredClone(workbook.state), sheets });
  }

  /** Rows are immutable, so a block whose rows are the same objects has not changed. */
  #saveRows(id: string, sheet: Sheet): number {
    const { rows } = sheet.grid;
    const blocks = Math.ceil(rows.length / BLOCK);
    for (let n = 0; n < blocks; n += 1) {
      const block = rows.slice(n * BLOCK, (n + 1) * BLOCK);
      const stored = this.#blocks.get(key(id, sheet.id, n));
      const isSame = stored?.length === block.length && block.every((row, i) => row === stored[i]);
      if (!isSame) this.#blocks.set(key(id, sheet.id, n), block);
    }
    return blocks;
  }

  delete(id: string): void {
    for (const { properties, blocks } of this.#workbooks.get(id)?.sheets ?? []) {
      this.#dropBlocks(id, properties.sheetId, 0, blocks);
    }
    this.#workbooks.delete(id);
  }

  #dropBlocks(id: string, sheetId: number, from: number, to: number): void {
    for (let n = from; n < to; n += 1) this.#blocks.delete(key(id, sheetId, n));
  }
}

const key = (id: string, sheetId: number, block: number): string => `${id}/${sheetId}/${block}`;
