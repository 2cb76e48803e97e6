import {
  type Argument,
  FormulaError,
  type FormulaValue,
  FUNCTIONS,
  isError,
  toBoolean,
} from './formula-functions.ts';
import { operate } from './formula-operators.ts';
import { type Formula, parseFormula } from './formula-parser.ts';
import { textAt } from './json.ts';
import { type LocaleFormat, localeFormat } from './locale-format.ts';
import { boundsOf } from './range-resolution.ts';
import { serialIn } from './serial-date.ts';
import type { Sheet } from './sheet.ts';
import type { CellData, ExtendedValue, NumberFormat } from './wire.ts';
import type { Workbook } from './workbook.ts';

/** The formats that functions give to cells without one. */
const IMPLIED_FORMATS: Readonly<Record<string, NumberFormat>> = {
  DATE: { type: 'DATE' },
  TODAY: { type: 'DATE' },
  NOW: { type: 'DATE_TIME' },
};

/** Computes the effective values of one spreadsheet while it does not change. */
export class Evaluation {
  readonly #workbook: Workbook;
  readonly #now: Date;
  readonly #known = new Map<CellData, ExtendedValue | undefined>();
  readonly #open = new Set<CellData>();
  /** How the spreadsheet shows numbers and dates. */
  readonly locale: LocaleFormat;

  constructor(workbook: Workbook, now: Date) {
    this.#workbook = workbook;
    this.#now = now;
    this.locale = localeFormat(workbook.state.properties.locale);
  }

  /**
   * What a cell shows; a stored effective value is a fact and wins. Undefined for an empty cell.
   */
  effectiveValue(sheet: Sheet, cell: CellData | undefined): ExtendedValue | undefined {
    if (!cell) return undefined;
    if (cell.effectiveValue) return cell.effectiveValue;
    const formula = cell.userEnteredValue?.formulaValue;
    if (formula === undefined) return cell.userEnteredValue;
    if (this.#known.has(cell)) return this.#known.get(cell);
    if (this.#open.has(cell)) return errorOf('REF', 'Circular dependency detected.');
    this.#open.add(cell);
    const value = toExtended(this.#compute(sheet, formula));
    this.#open.delete(cell);
    this.#known.set(cell, value);
    return value;
  }

  /** The number format a cell shows: its own, else what its formula implies. */
  numberFormat(sheet: Sheet, cell: CellData, depth = 0): NumberFormat | undefined {
    const own = cell.userEnteredFormat?.numberFormat;
    const formula = cell.userEnteredValue?.formulaValue;
    if (own || formula === undefined || depth > 20) return own;
    const tree = parseFormula(formula);
    const implied = tree?.kind === 'call' ? IMPLIED_FORMATS[tree.name] : undefined;
    if (implied) return implied;
    if (tree?.kind !== 'reference') return undefined;
    const target = tree.title === undefined ? sheet : this.#workbook.sheetByTitle(tree.title);
    const { startRow, startColumn } = tree.bounds;
    const source = target?.grid.cell(startRow, startColumn);
    return target && source ? this.numberFormat(target, source, depth + 1) : undefined;
  }

  #compute(sheet: Sheet, formula: string): FormulaValue {
    const tree = parseFormula(formula);
    if (!tree) return { type: 'ERROR', message: 'Formula parse error.' };
    try {
      const value = this.#evaluate(sheet, tree);
      return Array.isArray(value) ? (value[0] ?? null) : (value as FormulaValue);
    } catch (error) {
      if (error instanceof FormulaError) return error.value;
      throw error;
    }
  }

  #evaluate(sheet: Sheet, tree: Formula): Argument {
    switch (tree.kind) {
      case 'literal':
        return tree.value;
      case 'missing':
        return null;
      case 'reference':
        return this.#reference(sheet, tree);
      case 'name':
        return this.#named(tree.name);
      case 'operator':
        return operate(
          tree.operator,
          tree.args.map((arg) => this.#single(sheet, arg)),
        );
      case 'call':
        return this.#call(sheet, tree.name, tree.args);
    }
  }

  #single(sheet: Sheet, tree: Formula): FormulaValue {
    const value = this.#evaluate(sheet, tree);
    return Array.isArray(value) ? (value[0] ?? null) : (value as FormulaValue);
  }

  #call(sheet: Sheet, name: string, args: readonly Formula[]): Argument {
    const [first, second, third] = args;
    if (name === 'IF' && first) {
      const branch = toBoolean(this.#single(sheet, first)) ? second : third;
      return branch ? this.#evaluate(sheet, branch) : false;
    }
    if (name === 'IFERROR' && first) {
      const value = this.#attempt(sheet, first);
      if (!isError(value)) return value;
      return second ? this.#evaluate(sheet, second) : null;
    }
    if (name === 'NOW') return this.#wallClock();
    if (name === 'TODAY') return Math.floor(this.#wallClock());
    const apply = FUNCTIONS[name];
    if (!apply) throw new FormulaError('NAME', `Unknown function: '${name}'.`);
    return apply(args.map((arg) => this.#evaluate(sheet, arg)));
  }

  /** The serial of the present time in the time zone of the spreadsheet. */
  #wallClock(): number {
    return serialIn(textAt(this.#workbook.state.properties, 'timeZone') ?? 'UTC', this.#now);
  }

  #attempt(sheet: Sheet, tree: Formula): FormulaValue {
    try {
      return this.#single(sheet, tree);
    } catch (error) {
      if (error instanceof FormulaError) return error.value;
      throw error;
    }
  }

  #named(name: string): Argument {
    const named = this.#workbook.namedRange(name);
    const sheet = named && this.#workbook.sheetById(named.range.sheetId ?? 0);
    if (!sheet) throw new FormulaError('NAME', `Unknown range name: '${name.toUpperCase()}'.`);
    return this.#cells(sheet, boundsOf(named.range));
  }

  #reference(sheet: Sheet, tree: Formula & { kind: 'reference' }): Argument {
    const target = tree.title === undefined ? sheet : this.#workbook.sheetByTitle(tree.title);
    if (!target) throw new FormulaError('REF', `Unresolved sheet name '${tree.title}'.`);
    const { startRow, startColumn } = tree.bounds;
    if (startRow >= target.rowCount || startColumn >= target.columnCount) {
      throw new FormulaError('REF', 'Reference does not exist.');
    }
    const values = this.#cells(target, tree.bounds);
    const isCell = tree.bounds.endRow === startRow + 1 && tree.bounds.endColumn === startColumn + 1;
    return isCell ? (values[0] ?? null) : values;
  }

  #cells(sheet: Sheet, bounds: Parameters<Sheet['close']>[0]): FormulaValue[] {
    const { startRow, endRow, startColumn, endColumn } = sheet.close(bounds);
    return sheet.grid.rows
      .slice(startRow, endRow)
      .flatMap((row) =>
        Array.from(
          { length: endColumn - startColumn },
          (_, i) => row[startColumn + i] ?? undefined,
        ),
      )
      .map((cell) => fromExtended(this.effectiveValue(sheet, cell)));
  }
}

const errorOf = (type: string, message: string): ExtendedValue => ({
  errorValue: { type, message },
});

function toExtended(value: FormulaValue): ExtendedValue | undefined {
  if (value === null) return undefined;
  if (isError(value)) return { errorValue: value };
  if (typeof value === 'number') {
    return Number.isFinite(value)
      ? { numberValue: value }
      : errorOf('NUM', 'Result was not a number.');
  }
  return typeof value === 'boolean' ? { boolValue: value } : { stringValue: value };
}

function fromExtended(value: ExtendedValue | undefined): FormulaValue {
  if (!value) return null;
  return value.numberValue ?? value.stringValue ?? value.boolValue ?? value.errorValue ?? null;
}
