import { projectCell } from '../adapters/adapter.ts';
import { type Cell, cellsEqual, parseCell } from '../model/cell.ts';
import type { FieldSpec } from '../model/registry-schema.ts';
import type { MatchedColumns } from './match-columns.ts';
import { type SampledColumn, samplesOf } from './sampled-table.ts';

/** Examples of a report. */
const EXAMPLES_MAX = 3;

/** What becomes of the values of one binding in another. */
export interface FieldFidelity {
  readonly field: string;
  readonly from: string;
  readonly to: string;
  /** `untried`: the sampled rows show no value. */
  readonly outcome: 'lossless' | 'lossy' | 'refused' | 'untried';
  /** How many different values were tried. */
  readonly tried: number;
  /** Values that the other shows in a poorer form, and that form. */
  readonly lossy: readonly { readonly value: Cell; readonly shown: Cell }[];
  /** Values that the other cannot hold, and the rule. */
  readonly refused: readonly { readonly value: Cell; readonly rule: string }[];
}

/** Runs the codecs over the sampled values of a field, from each binding that has it to each other that takes it. */
export function fidelityOf(
  { field, columns }: MatchedColumns,
  spec: FieldSpec,
): readonly FieldFidelity[] {
  return columns.flatMap((from) =>
    columns
      .filter((to) => to !== from && to.column.writable)
      .map((to) => ({
        field,
        from: from.table.name,
        to: to.table.name,
        ...compare(from, to, spec),
      })),
  );
}

function compare(from: SampledColumn, to: SampledColumn, spec: FieldSpec) {
  const codec = to.table.definition.codec({ ...spec, access: 'both', column: to.column });
  const values = distinct(from, spec);
  const lossy: FieldFidelity['lossy'][number][] = [];
  const refused: FieldFidelity['refused'][number][] = [];
  for (const value of values) {
    const shown =
      codec === null ? ({ ok: false, rule: 'TYPE' } as const) : projectCell(codec, value);
    if (!shown.ok) refused.push({ value, rule: shown.rule });
    else if (!cellsEqual(shown.cell, value)) lossy.push({ value, shown: shown.cell });
  }
  const tried = values.length;
  const held = lossy.length > 0 ? 'lossy' : 'lossless';
  return {
    outcome: tried === 0 ? 'untried' : refused.length > 0 ? 'refused' : held,
    tried,
    lossy: lossy.slice(0, EXAMPLES_MAX),
    refused: refused.slice(0, EXAMPLES_MAX),
  } as const;
}

function distinct(from: SampledColumn, { cellType }: FieldSpec): Cell[] {
  const byText = new Map<string, Cell>();
  for (const sample of samplesOf(from)) {
    const parsed = parseCell(cellType, sample);
    if (parsed.ok) byText.set(JSON.stringify(parsed.cell), parsed.cell);
  }
  return [...byText.values()];
}
